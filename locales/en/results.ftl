# SPDX-License-Identifier: AGPL-3.0-or-later
# The published results.

error-quarter-not-ended = The quarter is not over yet. It can be published from the day after its end.
error-already-published = The results of this quarter are already public and can no longer change.
