"""A census as tables, workbook, map, pages of provinces and words on the terminal."""
