"""What moderators do. Each act is one transaction with an explicit actor and a line in the record."""
