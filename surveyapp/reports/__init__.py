"""What leaves the house to be read: the workbook and the file of contacts.

openpyxl lives here and nowhere else. Knows tables and words; no store, no form logic, no screen.
"""
