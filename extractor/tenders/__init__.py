"""Tenders: from mentions to facts (which slot a mention fills, and why) to records (one per tender, with lots)."""
