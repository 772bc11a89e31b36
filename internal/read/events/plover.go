package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/zeebo/xxh3"

	"entente/internal/record"
)

// A ploverEvent is an object of PLOVER JSON: the field names of the manual, and
// the older ones of 2016 beside them.
type ploverEvent struct {
	ID     flexible   `json:"id"`
	Date   string     `json:"date"`
	Actor  ploverList `json:"actor"`
	Source ploverList `json:"source"` // 2016

	Recipient ploverList `json:"recipient"`
	Target    ploverList `json:"target"` // 2016

	Event      flexible         `json:"event"`
	Mode       flexible         `json:"mode"`
	Context    flexible         `json:"context"`
	EventScale *json.Number     `json:"event_scale"`
	Size       map[string]any   `json:"size"`
	Location   []map[string]any `json:"location"`
	EventLoc   any              `json:"event_loc"`
	Cite       struct {
		Publication string `json:"publication"`
		URL         string `json:"url"`
		Title       string `json:"title"`
	} `json:"cite_info"`
	Publication string `json:"publication"` // 2016
}

type ploverActor struct {
	Code       string   `json:"code"`
	Sector     flexible `json:"sector"`
	EntityText string   `json:"entity_text"`
	ActorText  string   `json:"actorText"` // 2016
	Identifier string   `json:"identifier_text"`
}

// ploverList is a list of actors, or one without a list around it.
type ploverList []ploverActor

func (l *ploverList) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '{' {
		var one ploverActor
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*l = ploverList{one}
		return nil
	}
	return json.Unmarshal(b, (*[]ploverActor)(l))
}

// flexible is a string, a number, or a list of them of which the first counts.
type flexible string

func (f *flexible) UnmarshalJSON(b []byte) error {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	for {
		list, ok := v.([]any)
		if !ok {
			break
		}
		v = nil
		if len(list) > 0 {
			v = list[0]
		}
	}
	switch v := v.(type) {
	case nil, bool:
		*f = ""
	case string:
		*f = flexible(strings.TrimSpace(v))
	case json.Number:
		*f = flexible(v.String())
	default:
		return errors.New("neither words nor a list of words")
	}
	return nil
}

// plover makes a row of a JSON object. Of several actors or recipients the first
// is the party; the object is kept whole.
func (p *Parser) plover(row *record.Row) error {
	var e ploverEvent
	if err := json.Unmarshal(p.line, &e); err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	if e.ID == "" {
		return errors.New("it has no id")
	}
	row.Key = xxh3.HashString(string(e.ID))
	if e.Date == "" {
		return errors.New("it has no date")
	}
	var ok bool
	if row.Day, ok = anyDay([]byte(e.Date)); !ok {
		return fmt.Errorf("date %q is no date", clip(e.Date, 30))
	}
	if err := p.notLater(row.Day, row.Day, ""); err != nil {
		return err
	}
	if e.Event == "" {
		return errors.New("it has no event")
	}
	row.Source, row.SourceActor = p.ploverActor(append(e.Actor, e.Source...))
	row.Target, row.TargetActor = p.ploverActor(append(e.Recipient, e.Target...))
	code := []byte(strings.ToUpper(string(e.Event)))
	if e.Mode != "" {
		code = append(append(code, '/'), strings.ToLower(string(e.Mode))...)
	}
	stated := record.NoScore
	if e.EventScale != nil {
		x, err := e.EventScale.Float64()
		if err != nil || x < -10 || x > 10 {
			return fmt.Errorf("event_scale %q is no number from -10 to 10", clip(e.EventScale.String(), 30))
		}
		stated = float32(x)
	}
	p.scaled(row, code, stated)
	if dead, ok := e.Size["dead"].(float64); ok && dead >= 0 && dead < 1e9 {
		row.Dead = int32(dead)
	}
	publisher := e.Cite.Publication
	if publisher == "" {
		publisher = e.Publication
	}
	if publisher == "" {
		publisher = e.Cite.URL
	}
	row.Publisher = p.publisher([]byte(publisher))
	row.Place = p.ploverPlace(e)
	return nil
}

func (p *Parser) ploverActor(list []ploverActor) (party, actor uint32) {
	if len(list) == 0 {
		return 0, 0
	}
	e := list[0]
	name := e.EntityText
	if name == "" {
		name = e.ActorText
	}
	if name == "" {
		name = e.Identifier
	}
	actor = p.dicts.Actors.Number(p.keyOf('j', []byte(e.Code), []byte(name), []byte(e.Sector)), func(string) record.Actor {
		a := record.Actor{Ontology: "plover", Code: e.Code, Name: name, Sectors: string(e.Sector)}
		if a.Country = p.know.Codes.CAMEO(e.Code); a.Country != "" {
			a.Party = a.Country
		} else if a.Party = p.know.Codes.Group(e.Code); a.Party == "" {
			a.Party = e.Code
		}
		return a
	})
	if actor == 0 {
		return 0, 0
	}
	return p.party(p.dicts.Actors.Values[actor-1].Party), actor
}

func (p *Parser) ploverPlace(e ploverEvent) uint32 {
	m, _ := e.EventLoc.(map[string]any)
	if list, ok := e.EventLoc.([]any); ok && len(list) > 0 {
		m, _ = list[0].(map[string]any)
	}
	if m == nil && len(e.Location) > 0 {
		m = e.Location[0]
	}
	value := func(key string) []byte {
		switch v := m[key].(type) {
		case string:
			return []byte(v)
		case float64:
			return fmt.Appendf(nil, "%g", v)
		}
		return nil
	}
	if m == nil {
		return 0
	}
	country := value("country_code")
	if len(country) == 0 {
		country = value("country")
	}
	city := value("city")
	if len(city) == 0 {
		city = value("resolved_place")
	}
	return p.place('j', [][]byte{city, value("district"), value("province"), country, value("lat"), value("lon")})
}
