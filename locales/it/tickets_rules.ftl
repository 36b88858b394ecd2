# SPDX-License-Identifier: AGPL-3.0-or-later
# Regole dei ticket: che cosa non si può fare e che cosa fare invece.

error-ticket-changed = Nel frattempo il ticket è cambiato. Controllare che cosa è successo e ripetere l’operazione.
error-ticket-finished = Il ticket è già concluso. Per lavorarci ancora occorre prima riaprirlo.
error-ticket-no-replies = A questo ticket non si può più rispondere: è stato respinto, annullato o unito a un altro.
error-ticket-reply-empty = Scrivi il testo della risposta.
error-ticket-note-empty = Scrivere il testo della nota.
error-ticket-resolution-empty = Scrivere come è stato risolto: il testo arriva al richiedente.
error-ticket-no-service = Prima di risolvere occorre indicare il servizio.
error-ticket-not-resolved = Si può riaprire solo una richiesta risolta o chiusa.
error-ticket-reopen-too-late = Sono passati più di { $days } giorni dalla chiusura: non si può più riaprire. Scrivi una nuova richiesta.
error-ticket-assignee = Questa persona non può prendere in carico il ticket. Scegliere un tecnico attivo; per un ticket riservato, uno del suo gruppo di lavoro.
