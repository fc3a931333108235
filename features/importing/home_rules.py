"""What keeps a home from taking records in, in the words in which it is told."""

from __future__ import annotations

from features.importing.rule import Rule

HOME_RULES: dict[str, Rule] = {
    "disk_full": Rule(
        "error",
        "The records could not be written ({detail}); what was there before is unchanged",
        "Make room on the disk, or check who may write to the folder, and import again.",
    ),
    "other_origin": Rule(
        "error",
        "This home holds {detail} records, and they are never mixed",
        "Choose another home folder.",
    ),
    "overtaken": Rule(
        "error",
        "Another import has finished in the meantime; nothing was changed by this one",
        "Import again.",
    ),
    "broken_key": Rule(
        "error",
        "The key file for pseudonyms is damaged ({detail})",
        "Bring it back from where keys are kept: a new one would make strangers of all on record.",
    ),
    "key_missing": Rule(
        "error",
        "The key file is missing, and {detail}",
        "Put it back into the home from the place where keys are kept, apart from the backups.",
    ),
}
