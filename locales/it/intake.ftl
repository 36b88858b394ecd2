# SPDX-License-Identifier: AGPL-3.0-or-later
# Ciò che la posta in arrivo scrive nelle conversazioni.

intake-no-text = [Il messaggio non contiene testo.]
intake-incomplete = [Il messaggio supera i limiti: una parte del testo o degli allegati non è riportata qui. L'originale è conservato.]
intake-undelivered = Una nostra mail su questa richiesta non è stata consegnata. Il server di posta riferisce:
