package resolve

import (
	"strings"

	"entente/internal/event"
)

// An instituteWord makes a name of the capitalised words around it.
type instituteWord struct {
	sector string
	shield bool // it speaks for itself, whatever states its name holds
}

// Words by which an unlisted body is known. Those that shield are think tanks,
// universities and media: their names hold states, but no state acts.
var instituteWords = map[string]instituteWord{
	"institute": {"EDU", true}, "institution": {"EDU", true}, "university": {"EDU", true}, "college": {"EDU", true}, "school": {"EDU", true},
	"academy": {"EDU", true}, "endowment": {"NGO", true}, "foundation": {"NGO", true}, "center": {"EDU", true}, "centre": {"EDU", true},
	"think-tank": {"EDU", true}, "observatory": {"NGO", true}, "society": {"NGO", true}, "museum": {"EDU", true}, "library": {"EDU", true},
	"laboratory": {"EDU", true}, "trust": {"NGO", true}, "initiative": {"", true}, "seminary": {"REL", true},
	"times": {"MED", true}, "post": {"MED", true}, "journal": {"MED", true}, "tribune": {"MED", true}, "herald": {"MED", true}, "gazette": {"MED", true},
	"news": {"MED", true}, "radio": {"MED", true}, "tv": {"MED", true}, "television": {"MED", true}, "newspaper": {"MED", true}, "magazine": {"MED", true},
	"broadcasting": {"MED", true}, "press": {"MED", true}, "daily": {"MED", true}, "weekly": {"MED", true}, "review": {"MED", true}, "telegraph": {"MED", true}, "chronicle": {"MED", true}, "observer": {"MED", true}, "reporters": {"MED", true},
	"hospital": {"HLH", true}, "clinic": {"HLH", true}, "church": {"REL", true}, "cathedral": {"REL", true}, "mosque": {"REL", true},
	"association": {"NGO", false}, "federation": {"NGO", false}, "union": {"NGO", false}, "unions": {"LAB", false}, "league": {"NGO", false}, "alliance": {"", false}, "coalition": {"", false},
	"party": {"PTY", false}, "front": {"", false}, "movement": {"", false}, "congress": {"LEG", false}, "brotherhood": {"PTY", false},
	"company": {"BUS", false}, "corporation": {"BUS", false}, "corp": {"BUS", false}, "corp.": {"BUS", false}, "inc": {"BUS", false}, "inc.": {"BUS", false}, "ltd": {"BUS", false}, "ltd.": {"BUS", false}, "limited": {"BUS", false},
	"co.": {"BUS", false}, "airlines": {"BUS", false}, "airways": {"BUS", false}, "holdings": {"BUS", false}, "industries": {"BUS", false}, "motors": {"BUS", false}, "plc": {"BUS", false}, "gmbh": {"BUS", false}, "energy": {"BUS", false}, "petroleum": {"BUS", false}, "bank": {"BUS", false}, "group": {"", false},
	"fund": {"NGO", false}, "organization": {"", false}, "organisation": {"", false}, "network": {"NGO", false}, "committee": {"", false}, "council": {"", false}, "forum": {"NGO", false}, "programme": {"IGO", false}, "program": {"IGO", false},
	"brigade": {"REB", false}, "brigades": {"REB", false}, "army": {"MIL", false}, "militia": {"REB", false}, "guards": {"MIL", false}, "corps": {"MIL", false},
	"commission": {"GOV", false}, "agency": {"GOV", false}, "authority": {"GOV", false}, "bureau": {"GOV", false}, "directorate": {"GOV", false}, "administration": {"GOV", false}, "department": {"GOV", false}, "ministry": {"GOV", false}, "office": {"GOV", false},
	"tribunal": {"JUD", false}, "court": {"JUD", false}, "parliament": {"LEG", false}, "assembly": {"LEG", false}, "senate": {"LEG", false}, "embassy": {"GOV", false}, "police": {"COP", false},
}

// instituteFrom returns the name of an unlisted body that starts at token i:
// capitalised words with one of the words above among them, and what hangs on it
// with "of", "for", "on". Nil if there is none.
func (s *sent) instituteFrom(i int) *name {
	if !s.capitalWord(i) || s.titled || s.opens(i) && s.upos(i) != "PROPN" && s.upos(i) != "ADJ" && s.upos(i) != "NOUN" {
		return nil
	}
	if i > 0 && s.capitalWord(i-1) && s.at[i-1] < 0 && !s.isTitleWord(i-1) && s.upos(i-1) == "PROPN" && !s.opens(i-1) {
		return nil // it began earlier
	}
	var word instituteWord
	end, shieldAt := 0, -1
	prep := ""
grow:
	for k := i; k < s.len() && k-i < maxName; k++ {
		switch f := s.low[k]; {
		case s.capitalWord(k):
			if f := s.roles[k]; f.n > 0 && f.Kind == event.Person && k > i {
				break grow
			}
			if w, ok := instituteWords[f]; ok && (k > i || f == "radio" || k+1 < s.len() && (s.low[k+1] == "of" || s.low[k+1] == "for")) {
				if end == 0 || w.shield && !word.shield {
					word = w
				}
				if end == 0 || prep == "" {
					shieldAt = k
				}
			}
			if shieldAt >= 0 {
				end = k + 1
			}
			continue
		case shieldAt < 0 && (hyphen(f) && s.glued(k) && s.glued(k+1) || f == "&" || f == "." && s.glued(k)):
			continue
		case shieldAt < 0 && possessive(f) && k+1 < s.len() && s.capitalWord(k+1) && k-i <= 4:
			// "the Wilson Center's Kissinger Institute" starts anew behind it,
			// "Workers' Union" goes on
			if strings.HasSuffix(s.low[k-1], "s") && len(f) < 3 && f != "'s" && f != "’s" {
				continue
			}
			return nil
		case f == "of" || f == "for" || f == "on":
			if shieldAt < 0 && f != "of" && f != "for" || k+1 >= s.len() {
				return s.institute(i, end, word)
			}
			if shieldAt < 0 {
				return nil
			}
			if noPerson[s.low[k+1]] && s.upos(k+1) == "PROPN" && f == "on" {
				return s.institute(i, end, word)
			}
			if !s.capitalWord(k+1) && !(s.low[k+1] == "the" && k+2 < s.len() && s.capitalWord(k+2)) {
				return s.institute(i, end, word)
			}
			prep = f
			continue
		case f == "the" && prep != "" && s.low[k-1] != "," && k+1 < s.len() && s.capitalWord(k+1):
			continue
		case f == "in" && shieldAt == k-1 && word.shield:
			return s.institute(i, end, word)
		case (f == "and" || f == "&") && k+1 < s.len() && end == k:
			next := k + 1
			if s.low[next] == "the" {
				next++
			}
			if next >= s.len() || !s.capitalWord(next) {
				return s.institute(i, end, word)
			}
			if prep == "" || prep == "of" && s.knownActor(next) {
				if prep == "" && f == "&" {
					continue
				}
				return s.institute(i, end, word)
			}
			continue
		}
		break
	}
	return s.institute(i, end, word)
}

// knownActor says whether a strong name of an actor starts at token i.
func (s *sent) knownActor(i int) bool {
	hs := s.known.Longest(i)
	return len(hs) > 0 && !hs[0].Weak
}

// greatPlace says whether the name of a province or large city starts at token i.
func (s *sent) greatPlace(i int) bool {
	for _, p := range s.known.LongestPlace(i) {
		if !p.Weak && (p.Precision == event.Province || p.Population >= 100_000) {
			return true
		}
	}
	return false
}

func (s *sent) institute(b, e int, w instituteWord) *name {
	if e-b < 2 {
		return nil
	}
	// A plain state body ("Russian Army", "Egyptian Foreign Ministry") is left to
	// the grammar of roles, which gives it its state.
	if !w.shield && e-b <= 4 {
		last := s.lem[e-1]
		if r, n := s.lemRoles.Longest(e - 1); n > 0 && r.Sector != "" && r.Sector != "BUS" && r.Sector != "LAB" && r.Sector != "NGO" && last != "union" && last != "party" {
			if s.knownActor(b) || s.greatPlace(b) || s.roles[b].n > 0 || s.roles[b+1].n == e-b-1 {
				return nil
			}
		}
	}
	return &name{b: b, e: e, class: isInstitute, sector: w.sector, shield: w.shield}
}

// capitalWord says whether token i is a word with a capital, no matter its class.
func (s *sent) capitalWord(i int) bool {
	return i >= 0 && i < s.len() && capital(s.forms[i]) && s.upos(i) != "PRON" && s.upos(i) != "DET" && !(s.opens(i) && closedClass(s.upos(i)))
}

func closedClass(upos string) bool {
	switch upos {
	case "ADP", "DET", "PRON", "CCONJ", "SCONJ", "AUX", "PART", "ADV", "INTJ":
		return true
	}
	return false
}
