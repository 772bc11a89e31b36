package imports

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"entente/internal/record"
	"entente/internal/store"
)

// A File is a file, or an entry of an archive, that rows come from.
type File struct {
	Name   string
	Format record.Format
	Hash   string // of its bytes; "" if not known: such a file is always read anew
	Bytes  int64
	Header string
	Notes  []string
}

type fileID struct {
	format record.Format
	hash   string
}

type fileState struct {
	number int64
	Progress
}

// Progress is how far a file has been dealt with. Read = Kept + Known + Rejected.
type Progress struct {
	Records                     int64 // of the file, from its beginning
	Read, Kept, Known, Rejected int64
	Mended                      int64 // among Kept and Known
	Done                        bool
}

// A Part is the rows of one file within a batch.
type Part struct {
	File File
	Rows int // how many of the batch's rows (or mentions) are its
	// Records is how many records of the file are dealt with after it. Read and
	// Rejected are of this part only. Done: the file ends here.
	Records, Read, Rejected, Mended int64
	Rejects                         []Reject
	Done                            bool
}

// A Reject is a line that is no row, or that had to be put right.
type Reject struct {
	Line   int64
	Kept   bool
	Reason string
	Text   string
}

// A Batch is rows to be added together. The rows of its parts follow one another.
type Batch struct {
	Rows     []record.Row
	Mentions []record.Mention
	Parts    []Part
	// Text holds the lines of Rows, one after the other; line i ends at Ends[i].
	// Without Ends no lines are kept.
	Text []byte
	Ends []int

	dicts record.Dicts // as they were when the batch was sealed
}

// Seal notes the dictionaries as they are, so that more can be numbered while the
// batch is being added.
func (b *Batch) Seal(d *record.Dicts) { b.dicts = *d }

// Reset empties a batch and keeps its room.
func (b *Batch) Reset() {
	*b = Batch{Rows: b.Rows[:0], Mentions: b.Mentions[:0], Text: b.Text[:0], Ends: b.Ends[:0]}
}

// ErrTooMany: the file cannot hold more.
var ErrTooMany = errors.New("too many rows")

// State tells how far a file has been dealt with by earlier imports; false if it
// has not been seen.
func (s *Store) State(f File) (Progress, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.files[fileID{f.Format, f.Hash}]; st != nil && f.Hash != "" {
		return st.Progress, true
	}
	return Progress{}, false
}

// Append adds a batch whole, or nothing of it. Rows that are known, by key and
// checksum, are not added; a row of a known key with another line is a reject.
// For each part it returns what became of it. The rows must be numbered by Dicts,
// and the batch sealed; its rows and lines are changed.
//
// After an error the store takes no more batches and must be closed and opened again;
// what was added before stays.
func (s *Store) Append(ctx context.Context, b *Batch) (out []Progress, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.opt.ReadOnly:
		return nil, store.ErrReadOnly
	case s.closed:
		return nil, fmt.Errorf("add imports: %w", ErrClosed)
	case !s.loaded:
		return nil, errors.New("add imports: the store is not prepared")
	case s.broken != nil:
		return nil, fmt.Errorf("add imports: after an earlier error: %w", s.broken)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("add imports: %w", s.damage(err))
		}
	}()
	// A batch is bound to come whole; a cancelled caller waits for it.
	ctx = context.WithoutCancel(ctx)
	w := &writing{s: s, b: b}
	if err := w.number(ctx); err != nil {
		return nil, err
	}
	if err := w.sift(ctx); err != nil {
		return nil, err
	}
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	if err := s.merge(ctx); err != nil {
		return nil, err
	}
	return w.out, nil
}

// writing is a batch on its way.
type writing struct {
	s     *Store
	b     *Batch
	out   []Progress
	files []int64 // number of the file of each part
	isNew []bool  // of each part: the file has no row in files yet
	row   []record.Row
	of    []int64 // file of each row in row
	text  []byte
	ends  []int
	ments []record.Mention
	mOf   []int64
	rej   [][]Reject
	kept  []int // of each part
}

// number gives the files of the parts their numbers.
func (w *writing) number(context.Context) error {
	s := w.s
	next := s.next.file
	fresh := map[fileID]int64{}
	for i := range w.b.Parts {
		p := &w.b.Parts[i]
		id := fileID{p.File.Format, p.File.Hash}
		n, isNew := int64(0), false
		switch st := s.files[id]; {
		case p.File.Hash == "" && i > 0 && w.b.Parts[i-1].File.Name == p.File.Name && w.b.Parts[i-1].File.Hash == "":
			n = w.files[i-1]
		case p.File.Hash == "" && s.files[fileID{p.File.Format, "stream " + p.File.Name}] != nil:
			n = s.files[fileID{p.File.Format, "stream " + p.File.Name}].number
		case st != nil && p.File.Hash != "":
			n = st.number
		case fresh[id] != 0 && p.File.Hash != "":
			n = fresh[id]
		default:
			n, isNew = next, true
			next++
			fresh[id] = n
		}
		w.files, w.isNew = append(w.files, n), append(w.isNew, isNew)
	}
	return nil
}

// sift separates new rows from known ones and from those that clash.
func (w *writing) sift(ctx context.Context) error {
	b := w.b
	w.out = make([]Progress, len(b.Parts))
	w.rej = make([][]Reject, len(b.Parts))
	w.kept = make([]int, len(b.Parts))
	known, err := w.known(ctx)
	if err != nil {
		return err
	}
	inBatch := make(map[uint64]int32, len(b.Rows))
	at := 0
	// What is new moves down over what is not.
	w.row, w.of = b.Rows[:0], make([]int64, 0, len(b.Rows))
	lines := len(b.Ends) > 0
	if lines {
		w.text, w.ends = b.Text[:0], b.Ends[:0]
	}
	from := 0
	seenMentions := make(map[uint64]bool, len(b.Mentions))
	for i := range b.Parts {
		p := &b.Parts[i]
		o := &w.out[i]
		*o = Progress{Records: p.Records, Read: p.Read, Rejected: p.Rejected, Mended: p.Mended, Done: p.Done}
		w.rej[i] = p.Rejects
		for j := at; j < at+p.Rows; j++ {
			if p.File.Format == record.Mentions {
				m := &b.Mentions[j]
				if seenMentions[m.Key] || known[int32(j)] != fresh {
					o.Known++
					continue
				}
				seenMentions[m.Key] = true
				w.ments, w.mOf = append(w.ments, *m), append(w.mOf, w.files[i])
				w.kept[i]++
				continue
			}
			r := b.Rows[j]
			var line []byte
			if lines {
				to := b.Ends[j]
				line, from = b.Text[from:to], to
			}
			state := known[int32(j)]
			// Formats have keys of their own; in a batch they seldom meet.
			k := r.Key*31 + uint64(r.Format)
			if first, ok := inBatch[k]; ok && state == fresh {
				if f := &w.row[first]; f.Key == r.Key && f.Format == r.Format {
					state = same
					if f.Check != r.Check {
						state = other
					}
				}
			}
			switch state {
			case same:
				o.Known++
				continue
			case other:
				o.Rejected++
				w.rej[i] = append(w.rej[i], Reject{Line: r.Line, Reason: "its id is known, with another line: the first is kept", Text: string(line)})
				continue
			}
			inBatch[k] = int32(len(w.row))
			w.row, w.of = append(w.row, r), append(w.of, w.files[i])
			if lines {
				w.text = append(w.text, line...)
				w.ends = append(w.ends, len(w.text))
			}
			w.kept[i]++
		}
		at += p.Rows
		o.Kept = int64(w.kept[i])
		if o.Read != o.Kept+o.Known+o.Rejected {
			return fmt.Errorf("%s: %d rows read, and %d kept, %d known, %d rejected", p.File.Name, o.Read, o.Kept, o.Known, o.Rejected)
		}
	}
	if at != max(len(b.Rows), len(b.Mentions)) || len(b.Rows)*len(b.Mentions) > 0 {
		return fmt.Errorf("%d rows in the parts of a batch of %d", at, len(b.Rows)+len(b.Mentions))
	}
	return nil
}

// What is known of a row's key.
const (
	fresh = iota // nothing
	same         // the same line
	other        // another line
)

// known looks up the keys of the batch among those in the file. Keys of one file
// mostly lie close together, and so do those in the table, which is in order of
// arrival: most of it need not be read.
func (w *writing) known(ctx context.Context) (map[int32]uint8, error) {
	out := map[int32]uint8{}
	if len(w.b.Mentions) > 0 {
		return out, w.knownMentions(ctx, out)
	}
	if len(w.b.Rows) == 0 {
		return out, nil
	}
	w.s.feed.rows, w.s.feed.first, w.s.feed.files = w.b.Rows, 0, nil
	low, high := uint64(math.MaxUint64), uint64(0)
	for i := range w.b.Rows {
		low, high = min(low, w.b.Rows[i].Key), max(high, w.b.Rows[i].Key)
	}
	// The bounds stand in the query: database/sql takes no number of 64 bits without a sign.
	rs, err := w.s.conn.QueryContext(ctx, fmt.Sprintf(`SELECT i.idx, max(a.checksum = i.checksum) FROM incoming() i
		JOIN (SELECT format, key, checksum FROM arrivals WHERE key BETWEEN %d::UBIGINT AND %d::UBIGINT) a ON a.key = i.key AND a.format = i.format GROUP BY i.idx`, low, high))
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	for rs.Next() {
		var idx int32
		var equal bool
		if err := rs.Scan(&idx, &equal); err != nil {
			return nil, err
		}
		out[idx] = other
		if equal {
			out[idx] = same
		}
	}
	return out, rs.Err()
}

// knownMentions does the same for mentions, which have no checksum apart.
func (w *writing) knownMentions(ctx context.Context, out map[int32]uint8) error {
	keys := make(map[uint64][]int32, len(w.b.Mentions))
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for i, m := range w.b.Mentions {
		keys[m.Key] = append(keys[m.Key], int32(i))
		low, high = min(low, m.Event), max(high, m.Event)
	}
	rs, err := w.s.conn.QueryContext(ctx, "SELECT key FROM mentions WHERE event BETWEEN ? AND ?", low, high)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		var k uint64
		if err := rs.Scan(&k); err != nil {
			return err
		}
		for _, i := range keys[k] {
			out[i] = same
		}
	}
	return rs.Err()
}

// write puts all into the file in one transaction.
func (w *writing) write(ctx context.Context) (err error) {
	s := w.s
	if s.next.row+int64(len(w.row)) > 1<<40 {
		return ErrTooMany
	}
	blocks := w.pack()
	if _, err := s.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	open := true
	defer func() {
		if err != nil && open {
			_, undone := s.conn.ExecContext(ctx, "ROLLBACK")
			err = errors.Join(err, undone)
		}
	}()
	if err := s.storeDicts(&w.b.dicts); err != nil {
		return err
	}
	if err := w.writeFiles(); err != nil {
		return err
	}
	segment := int64(0)
	if len(w.row) > 0 {
		s.feed.rows, s.feed.first, s.feed.files = w.row, s.next.row, w.of
		if _, err := s.conn.ExecContext(ctx, "INSERT INTO arrivals SELECT row, format, file, line, key, checksum FROM incoming()"); err != nil {
			return err
		}
		segment = s.next.segment
		if err := s.newSegment(ctx, segment); err != nil {
			return err
		}
	}
	if err := w.writeMentions(); err != nil {
		return err
	}
	done := <-blocks
	if done.err != nil {
		return done.err
	}
	if err := s.appendTo("lines", done.rows); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "INSERT INTO batches VALUES (?, ?, ?, ?, ?)", s.next.batch, s.opt.Now().UTC().Truncate(time.Microsecond), s.opt.Program, s.next.row, len(w.row)); err != nil {
		return err
	}
	open = false // whether it can be committed or not
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	w.committed(segment)
	return nil
}

// writeFiles notes the files and their parts.
func (w *writing) writeFiles() error {
	var files, parts, rejects [][]driver.Value
	row := w.s.next.row
	for i := range w.b.Parts {
		p, o := &w.b.Parts[i], w.out[i]
		if w.isNew[i] {
			notes := make([]any, len(p.File.Notes))
			for j, n := range p.File.Notes {
				notes[j] = n
			}
			files = append(files, []driver.Value{w.files[i], p.File.Name, p.File.Format.String(), p.File.Hash, p.File.Bytes, p.File.Header, notes})
		}
		parts = append(parts, []driver.Value{w.s.next.batch, w.files[i], o.Records, row, o.Read, o.Kept, o.Known, o.Rejected, o.Mended, o.Done})
		if p.File.Format != record.Mentions {
			row += int64(w.kept[i])
		}
		for _, r := range w.rej[i] {
			var text any
			if !r.Kept {
				text = clip(r.Text)
			}
			rejects = append(rejects, []driver.Value{w.files[i], r.Line, r.Kept, r.Reason, text})
		}
	}
	return errors.Join(w.s.appendTo("files", files), w.s.appendTo("parts", parts), w.s.appendTo("rejects", rejects))
}

// clip bounds the text of a reject.
func clip(s string) string {
	const most = 64 << 10
	if len(s) > most {
		s = s[:most]
	}
	return clean(s)
}

func (w *writing) writeMentions() error {
	rows := make([][]driver.Value, 0, min(len(w.ments), 1<<16))
	flush := func() error {
		err := w.s.appendTo("mentions", rows)
		rows = rows[:0]
		return err
	}
	opt := func(n int32) any {
		if n == record.NotStated {
			return nil
		}
		return n
	}
	for i, m := range w.ments {
		var tone, publisher any
		if record.Stated(m.Tone) {
			tone = decimal(hundredths(m.Tone), 5)
		}
		if m.Publisher != 0 {
			publisher = int64(m.Publisher)
		}
		rows = append(rows, []driver.Value{uint8(record.Mentions), w.mOf[i], m.Line, m.Key, m.Event, time.Unix(m.EventTime, 0).UTC(), time.Unix(m.Time, 0).UTC(),
			m.Kind, publisher, opt(m.Sentence), m.Confidence, opt(m.Length), tone, m.InRawText, opt(m.SourceAt), opt(m.TargetAt), opt(m.ActionAt)})
		if len(rows) == cap(rows) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// committed takes over in memory what is in the file now.
func (w *writing) committed(segment int64) {
	s := w.s
	s.stored = sizesOf(&w.b.dicts)
	s.next.row += int64(len(w.row))
	s.batch.Store(s.next.batch)
	s.next.batch++
	if segment > 0 {
		s.next.segment = segment + 1
	}
	for i := range w.b.Parts {
		p, o := &w.b.Parts[i], w.out[i]
		id := fileID{p.File.Format, p.File.Hash}
		if id.hash == "" {
			id.hash = "stream " + p.File.Name
		}
		st := s.files[id]
		if st == nil {
			st = &fileState{number: w.files[i]}
			s.files[id] = st
			s.next.file = max(s.next.file, st.number+1)
		}
		st.Records, st.Done = o.Records, o.Done
		st.Read += o.Read
		st.Kept += o.Kept
		st.Known += o.Known
		st.Rejected += o.Rejected
		st.Mended += o.Mended
	}
}

// appendTo adds rows to a table.
func (s *Store) appendTo(table string, rows [][]driver.Value) error {
	if len(rows) == 0 {
		return nil
	}
	return s.conn.Raw(func(c any) (err error) {
		a, err := duckdb.NewAppender(c.(driver.Conn), "imports", "main", table)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, a.Close()) }()
		for _, r := range rows {
			if err := a.AppendRow(r...); err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return nil
	})
}
