"""月度汇总: each month's brief as a page of record, with its versions, its proof and its workbook."""
