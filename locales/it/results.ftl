# SPDX-License-Identifier: AGPL-3.0-or-later
# I risultati pubblicati.

error-quarter-not-ended = Il trimestre non è ancora finito. Si può pubblicare dal giorno dopo la sua fine.
error-already-published = I risultati di questo trimestre sono già pubblicati e non possono più cambiare.
