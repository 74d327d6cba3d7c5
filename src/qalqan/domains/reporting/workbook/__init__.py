"""The offline reporter: a workbook of a report goes out (`writer`), comes back and is read
(`rules/workbook*`), and may be had once more with a comment at every cell that needs one (`annotating`)."""
