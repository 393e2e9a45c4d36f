"""`python -m extractor`"""

from extractor.cli.app import main

main()
