# SPDX-License-Identifier: AGPL-3.0-or-later
# Persone e accesso: che cosa non va e che cosa fare.

error-email = Scrivi un indirizzo di posta elettronica completo, come nome@comune.it.
error-password-short = La password è troppo corta: servono almeno { $min } caratteri.
error-account-closed = Questo accesso è stato disattivato. Se ti serve ancora, scrivi all’assistenza.
error-link-expired = Questo collegamento è scaduto o è già stato usato. Chiedine uno nuovo dalla pagina di accesso.
error-link-other-browser = Questo collegamento funziona solo nel browser da cui è stato chiesto. Aprilo lì, oppure chiedine uno nuovo da qui.
