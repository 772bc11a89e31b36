package imports

import (
	"strings"

	"entente/internal/store"
)

// viewComments say what the views and their columns are.
var viewComments = func() []string {
	out := []string{
		"COMMENT ON VIEW rows IS 'One row an imported event, in numbers, as the segments keep it.'",
		"COMMENT ON VIEW sides IS 'Each row under each party it names, in order of day: an index of rows.'",
		"COMMENT ON VIEW cells IS 'Counts by format, pair and month. A row of which a side is not stated is counted with NULL there.'",
		"COMMENT ON VIEW imported IS 'One row an imported event, with the names in place of the numbers.'",
		"COMMENT ON VIEW imported_months IS 'Counts by format, pair and month, with the names in place of the numbers.'",
	}
	for _, v := range []struct{ views, column, is string }{
		{"sides", "actor", "the party, see parties"},
		{"sides", "acts", "whether it is the source"},
		{"sides", "other", "the party on the other side; NULL if not stated"},
		{"rows imported sides", "row", "number of the row, from 1 in order of arrival"},
		{"rows cells sides", "format", "number of the format, see formats"},
		{"imported imported_months", "format", "gdelt1, gdelt2, icews, polecat, phoenix, plover, acled, synth"},
		{"rows imported sides", "day", "day of the event, UTC"},
		{"rows cells", "source", "who acted, see parties; NULL if not stated"},
		{"rows cells", "target", "whom the act was directed at, see parties; NULL if not stated"},
		{"imported imported_months", "source", "who acted: ISO 3166-1 alpha-3, else our id, or the code or name of the data set; NULL if not stated"},
		{"imported imported_months", "target", "whom the act was directed at; NULL if not stated"},
		{"rows", "source_actor", "the actor as the data set names it, see actors; NULL if not stated"},
		{"rows", "target_actor", "the same of the target"},
		{"rows", "code", "what it is, see codes; NULL if not stated"},
		{"rows imported sides", "scale", "conflict-cooperation score in the scale of the data set, -10 to +10; NULL if none"},
		{"rows imported sides", "mentions", "how many mentions the data set counts; NULL if it counts none"},
		{"rows imported", "sources", "how many sources it counts; NULL if none"},
		{"rows imported", "articles", "how many articles it counts; NULL if none"},
		{"rows imported", "tone", "mean tone of the articles, -100 to +100 (GDELT); NULL if none"},
		{"rows", "place", "where, see places; NULL if not stated"},
		{"rows", "publisher", "who reported, see publishers; NULL if not stated"},
		{"rows imported", "dead", "deaths the data set counts; NULL if it counts none"},
		{"rows", "flags", "what is remarkable, a bit for each row of flags"},
		{"imported", "source_name", "the actor as the data set names it; NULL if not stated"},
		{"imported", "source_sectors", "its sectors, as the data set has them; NULL if none"},
		{"imported", "target_name", "the same of the target"},
		{"imported", "target_sectors", "the same of the target"},
		{"imported", "code", "the code of the data set: of CAMEO, or a PLOVER type/mode; NULL if not stated"},
		{"imported", "label", "its name in words; NULL if not known"},
		{"imported", "root", "first two digits of a CAMEO code, else the PLOVER type"},
		{"imported", "quad", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, as the data set counts; NULL if none"},
		{"imported", "type", "PLOVER event type; NULL if PLOVER has none"},
		{"imported", "mode", "PLOVER mode; NULL if none"},
		{"imported", "context", "PLOVER context; NULL if none"},
		{"imported", "place", "name of the place; NULL if not stated"},
		{"imported", "place_country", "its country, ISO 3166-1 alpha-3; NULL if not known"},
		{"imported", "place_precision", "city, province, state; NULL if not known"},
		{"imported", "latitude", "degrees north; NULL if none"},
		{"imported", "longitude", "degrees east; NULL if none"},
		{"imported", "publisher", "who reported: host of the address, or name; NULL if not stated"},
		{"imported", "flags", "what is remarkable: week_back, month_back, year_back, country_slip, ..."},
		{"cells imported_months", "month", "first day of the month"},
		{"cells imported_months", "n", "rows"},
		{"cells imported_months", "quad1", "of them verbal cooperation"},
		{"cells imported_months", "quad2", "of them material cooperation"},
		{"cells imported_months", "quad3", "of them verbal conflict"},
		{"cells imported_months", "quad4", "of them material conflict"},
		{"cells imported_months", "scored", "of them with a score"},
		{"cells imported_months", "scale", "sum of the scores"},
		{"cells imported_months", "mentions", "sum of the mentions"},
	} {
		for _, view := range strings.Fields(v.views) {
			out = append(out, "COMMENT ON COLUMN "+view+"."+v.column+" IS "+store.Quote(v.is))
		}
	}
	return out
}()
