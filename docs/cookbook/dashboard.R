#!/usr/bin/env Rscript
# Liest eine Statistik, und fragt nur dann neu, wenn sich etwas geändert hat.
# Reads a statistic, and asks for its body again only if it changed.
#
#   REGISTER_URL=https://… Rscript dashboard.R
#
# Einmal / once: install.packages(c("httr2", "readr"))

library(httr2)
library(readr)

register <- Sys.getenv("REGISTER_URL", "http://127.0.0.1:8080")

# Der Zwischenspeicher merkt sich das ETag; „304 Not Modified“ kommt ohne Inhalt.
lies <- function(pfad, spalten) {
  antwort <- request(paste0(register, pfad)) |>
    req_cache(path = "register-cache") |>
    req_retry(max_tries = 3) |>
    req_perform()
  read_csv(I(resp_body_string(antwort)), col_types = spalten)
}

# Schlüssel bleiben Text: Aus "01" würde sonst 1.
statistik <- lies(
  "/v1/statistics/measures?groupBy=stadtteil,status&format=csv",
  cols(
    stadtteil = col_character(), stadtteilName = col_character(),
    status = col_character(), statusName = col_character(), measures = col_integer()
  )
)
laufend <- statistik[statistik$status == "running", ]
laufend <- laufend[order(-laufend$measures), ]
print(laufend[c("stadtteilName", "measures")])

verlauf <- lies(
  "/v1/statistics/timeline?step=quarter&format=csv",
  cols(.default = col_integer(), period = col_character(), on = col_date())
)
png("verlauf.png", width = 900, height = 500)
matplot(verlauf$on, verlauf[c("planned", "running", "completed")], type = "l", lty = 1,
        xlab = "Stichtag", ylab = "Maßnahmen", xaxt = "n")
axis.Date(1, verlauf$on)
legend("topleft", c("geplant", "läuft", "abgeschlossen"), col = 1:3, lty = 1)
invisible(dev.off())
