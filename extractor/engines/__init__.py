"""Engines: they run a job over numbered blocks of articles in many processes, and give the results in order.

Each engine has one function `run(job, blocks, …)` with the same promises: results in the order of the blocks, a bounded
number of blocks in flight, a block done again when its process dies, and an article left out that kills its process
again and again.
"""
