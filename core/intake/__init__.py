"""The import desk's engine: a workbook in, a grid, what it says, and batches. Each desk declares its own fields."""
