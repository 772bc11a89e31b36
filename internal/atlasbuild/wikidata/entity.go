package wikidata

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"entente/internal/edtf"
)

// languages are those whose names are kept.
var languages = []string{"en", "ru", "kk", "kk-cyrl", "kk-latn", "uz", "uz-cyrl", "ky", "tg", "tk", "zh", "zh-hans", "zh-hant", "tr", "fa", "ar", "uk", "mn"}

// item is what is kept of an entity.
type item struct {
	id       string
	label    string // English
	names    []Name
	human    bool
	iso      string   // P298
	citizen  []string // P27
	over     []string // P1001, P17: an office's state
	body     []string // P2389: the body an office directs
	held     []stint  // P39
	governed []stint  // P6
	reigned  []stint  // P35
	holders  []stint  // P1308
	headGov  []string // P1313: the office of head of government
	headSt   []string // P1906
}

// A Name is a label or alias.
type Name struct{ Lang, Text string }

// stint is a statement with a start and an end.
type stint struct {
	value     string // entity
	from, to  edtf.Date
	preferred bool
	ended     bool // an end is stated, perhaps as unknown
}

// jsonEntity is the part of the JSON that is read. Wikibase writes an empty
// object as an empty array, hence the raw messages.
type jsonEntity struct {
	Type     string          `json:"type"`
	ID       string          `json:"id"`
	Modified string          `json:"modified"`
	Labels   json.RawMessage `json:"labels"`
	Aliases  json.RawMessage `json:"aliases"`
	Claims   json.RawMessage `json:"claims"`
}

type jsonText struct {
	Value string `json:"value"`
}

type jsonSnak struct {
	Snaktype  string `json:"snaktype"`
	Datavalue struct {
		Type  string          `json:"type"`
		Value json.RawMessage `json:"value"`
	} `json:"datavalue"`
}

type jsonStatement struct {
	Mainsnak   jsonSnak        `json:"mainsnak"`
	Rank       string          `json:"rank"`
	Qualifiers json.RawMessage `json:"qualifiers"`
}

// object decodes a JSON object; an empty array is an empty object.
func object[V any](raw json.RawMessage) (map[string]V, error) {
	if len(raw) == 0 || raw[0] == '[' || string(raw) == "null" {
		return nil, nil
	}
	var m map[string]V
	err := json.Unmarshal(raw, &m)
	return m, err
}

func (r *Reader) entity(s *stream, b []byte) error {
	var e jsonEntity
	if err := json.Unmarshal(b, &e); err != nil {
		return fmt.Errorf("entity: %w", err)
	}
	if !qid(e.ID) {
		if strings.HasPrefix(e.ID, "P") || strings.HasPrefix(e.ID, "L") || e.ID == "" && e.Type == "" {
			return nil // a property, a lexeme, or a missing entity
		}
		return fmt.Errorf("entity with id %.40q", e.ID)
	}
	s.last = e.ID
	claims, err := object[[]jsonStatement](e.Claims)
	if err != nil {
		return fmt.Errorf("claims of %s: %w", e.ID, err)
	}
	it := &item{id: e.ID}
	useful := false
	for _, p := range []string{"P39", "P6", "P35", "P1308", "P298", "P1001", "P2389", "P1313", "P1906"} {
		useful = useful || len(claims[p]) > 0
	}
	if !useful {
		return nil
	}
	for _, v := range entityValues(claims["P31"]) {
		it.human = it.human || v == "Q5"
	}
	for _, st := range claims["P298"] {
		var code string
		if st.Rank != "deprecated" && json.Unmarshal(st.Mainsnak.Datavalue.Value, &code) == nil && len(code) == 3 {
			it.iso = code
		}
	}
	it.citizen = entityValues(claims["P27"])
	it.over = append(entityValues(claims["P1001"]), entityValues(claims["P17"])...)
	it.body = entityValues(claims["P2389"])
	it.headGov, it.headSt = entityValues(claims["P1313"]), entityValues(claims["P1906"])
	for _, x := range []struct {
		p  string
		to *[]stint
	}{{"P39", &it.held}, {"P6", &it.governed}, {"P35", &it.reigned}, {"P1308", &it.holders}} {
		if *x.to, err = stints(claims[x.p]); err != nil {
			return fmt.Errorf("%s of %s: %w", x.p, e.ID, err)
		}
	}
	if err := r.names(it, e); err != nil {
		return err
	}
	if e.Modified > r.asOf && len(e.Modified) >= 10 {
		r.asOf = e.Modified[:10]
	}
	if r.entities[e.ID] == nil {
		r.order = append(r.order, e.ID)
	}
	r.entities[e.ID] = it
	return nil
}

// names keeps labels and aliases of the languages, in their order.
func (r *Reader) names(it *item, e jsonEntity) error {
	labels, err := object[jsonText](e.Labels)
	if err != nil {
		return fmt.Errorf("labels of %s: %w", e.ID, err)
	}
	aliases, err := object[[]jsonText](e.Aliases)
	if err != nil {
		return fmt.Errorf("aliases of %s: %w", e.ID, err)
	}
	seen := map[string]bool{}
	add := func(lang, text string) bool {
		switch {
		case seen[text] || text == "":
			return false
		case !short(text):
			r.say("%s: a name of %d bytes in %s is left out", e.ID, len(text), lang)
			return false
		}
		seen[text] = true
		it.names = append(it.names, Name{lang, text})
		return true
	}
	for _, lang := range languages {
		if l := labels[lang].Value; add(lang, l) && lang == "en" {
			it.label = l
		}
		n := 0
		for _, a := range aliases[lang] {
			if n >= maxNames {
				r.say("%s: more than %d names in %s", e.ID, maxNames, lang)
				break
			}
			if add(lang, a.Value) {
				n++
			}
		}
	}
	return nil
}

// stints reads statements whose value is an entity, without the deprecated.
func stints(list []jsonStatement) ([]stint, error) {
	var out []stint
	for _, st := range list {
		v := entityValue(st.Mainsnak)
		if st.Rank == "deprecated" || v == "" {
			continue
		}
		q, err := object[[]jsonSnak](st.Qualifiers)
		if err != nil {
			return nil, err
		}
		s := stint{value: v, preferred: st.Rank == "preferred", ended: len(q["P582"]) > 0}
		s.from, s.to = latest(q["P580"]), latest(q["P582"])
		if from, ok := s.from.First(); ok {
			if to, ok := s.to.Last(); ok && to < from {
				s.from, s.to = edtf.Date{}, edtf.Date{} // nonsense: not known then
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// latest is the last of several stated times; zero if none can be read.
func latest(snaks []jsonSnak) edtf.Date {
	var out edtf.Date
	for _, s := range snaks {
		var v struct {
			Time      string `json:"time"`
			Precision int    `json:"precision"`
		}
		if s.Snaktype != "value" || json.Unmarshal(s.Datavalue.Value, &v) != nil {
			continue
		}
		if d := timeOf(v.Time, v.Precision); !d.IsZero() && (out.IsZero() || edtf.Compare(out, d) < 0) {
			out = d
		}
	}
	return out
}

// timeOf reads "+2019-03-20T00:00:00Z" at a precision: 11 day, 10 month, 9 year,
// 8 decade. Vaguer ones and years before Christ are unknown.
func timeOf(text string, precision int) edtf.Date {
	if len(text) < 11 || text[0] != '+' {
		return edtf.Date{}
	}
	s := text[1:11]
	switch precision {
	case 10:
		s = s[:7]
	case 9:
		s = s[:4]
	case 8:
		s = s[:3] + "X"
	case 11, 12, 13, 14:
	default:
		return edtf.Date{}
	}
	d, err := edtf.Parse(s)
	if err != nil {
		return edtf.Date{}
	}
	return d
}

func entityValues(list []jsonStatement) []string {
	var out []string
	for _, st := range list {
		if v := entityValue(st.Mainsnak); v != "" && st.Rank != "deprecated" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func entityValue(s jsonSnak) string {
	var v struct {
		ID string `json:"id"`
	}
	if s.Snaktype != "value" || json.Unmarshal(s.Datavalue.Value, &v) != nil || !qid(v.ID) {
		return ""
	}
	return v.ID
}

// qid says whether a text is the id of an item.
func qid(s string) bool {
	return len(s) > 1 && len(s) < 20 && s[0] == 'Q' && strings.Trim(s[1:], "0123456789") == ""
}
