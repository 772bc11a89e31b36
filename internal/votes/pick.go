package votes

// A Pick says which roll calls count, and how they are put into periods.
type Pick struct {
	// CalendarYear makes the period of a vote the year of its date. Otherwise it
	// is the session's year, 1945 + session, in which a session opens.
	CalendarYear bool
	// Unanimous leaves in roll calls in which all voted alike: they say nothing on
	// who stands with whom.
	Unanimous bool
	// NoParts leaves out votes on amendments and paragraphs.
	NoParts bool
	// Important leaves in only those the United States called important.
	Important bool
}

// A Period is the roll calls of a year that count.
type Period struct {
	Year  int
	Rolls []*Roll
	// LeftOut is how many roll calls of the year do not count, by reason.
	Unanimous, Parts, NotImportant int
}

// Periods puts the roll calls into years, in their order. Years without any roll
// call are not in the result.
func (t *Table) Periods(p Pick) []Period {
	byYear := map[int]*Period{}
	first, last := 1<<30, 0
	for i := range t.Rolls {
		r := &t.Rolls[i]
		year := r.Session + 1945
		if p.CalendarYear {
			year = r.Year()
		}
		first, last = min(first, year), max(last, year)
		q := byYear[year]
		if q == nil {
			q = &Period{Year: year}
			byYear[year] = q
		}
		switch {
		case p.NoParts && (r.Amendment == True || r.Paragraph == True):
			q.Parts++
		case p.Important && r.Important != True:
			q.NotImportant++
		case !p.Unanimous && r.Unanimous():
			q.Unanimous++
		default:
			q.Rolls = append(q.Rolls, r)
		}
	}
	var out []Period
	for y := first; y <= last; y++ {
		if q := byYear[y]; q != nil {
			out = append(out, *q)
		}
	}
	return out
}
