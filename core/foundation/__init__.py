"""Floor 0: values and tools without tables and without the bureau's words.

money · months · working_days · workflow · verdict · clock · sql · constraints · canonical · codes.
Nothing here imports another package of the project.
"""
