"""Tables that leave the site: every cell is a number or literal text, in CSV and in workbooks alike."""
