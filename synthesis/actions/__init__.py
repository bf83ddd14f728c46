"""What editors do with a report. Each act is one transaction with an explicit actor."""
