package wikidata

import (
	"encoding/json"
	"fmt"
	"strings"

	"entente/internal/edtf"
)

// row is one result of a saved query; see [Query].
type row struct {
	person, name  string
	office, label string
	iso           string
	from, to      edtf.Date
	names         []string // further names, with bars between in the variable names
}

// Query is a SPARQL query whose results Read understands. It asks for the holders
// of all offices that are held of a state; a narrower one may give fewer
// variables: person, personLabel and officeLabel are needed.
const Query = `SELECT ?person ?personLabel ?office ?officeLabel ?iso ?start ?startPrecision ?end ?endPrecision WHERE {
  ?office wdt:P279*/wdt:P31? wd:Q83307 ; wdt:P1001 ?state .
  ?state wdt:P298 ?iso .
  ?person p:P39 ?term . ?term ps:P39 ?office .
  OPTIONAL { ?term pqv:P580 [ wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision ] }
  OPTIONAL { ?term pqv:P582 [ wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision ] }
  SERVICE wikibase:label { bd:serviceParam wikibase:language "en" }
}`

// binding reads one result.
func (r *Reader) binding(b []byte) error {
	var m map[string]struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("result %d: %w", len(r.rows)+1, err)
	}
	get := func(key string) string { return m[key].Value }
	x := row{person: lastPart(get("person")), name: get("personLabel"), office: lastPart(get("office")), label: get("officeLabel"), iso: get("iso")}
	if !qid(x.person) || x.label == "" {
		return fmt.Errorf("result %d: a row needs person, personLabel and officeLabel", len(r.rows)+1)
	}
	if !short(x.name) || !short(x.label) || x.name == x.person {
		r.say("%s: a row without a fit name is left out", x.person)
		return nil
	}
	x.from, x.to = queryTime(get("start"), get("startPrecision")), queryTime(get("end"), get("endPrecision"))
	for n := range strings.SplitSeq(get("names"), "|") {
		if short(n) && len(x.names) < maxNames {
			x.names = append(x.names, n)
		}
	}
	r.rows = append(r.rows, x)
	return nil
}

func queryTime(text, precision string) edtf.Date {
	if text == "" || strings.HasPrefix(text, "t") || strings.HasPrefix(text, "_") { // a blank node: unknown
		return edtf.Date{}
	}
	p := 11
	if precision != "" {
		if _, err := fmt.Sscanf(precision, "%d", &p); err != nil {
			return edtf.Date{}
		}
	} else if strings.Contains(text, "-01-01T") {
		p = 9 // without a precision, the first of January is most often the year
	}
	return timeOf("+"+strings.TrimPrefix(text, "+"), p)
}

func lastPart(uri string) string { return uri[strings.LastIndexByte(uri, '/')+1:] }
