package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A Hit is a document that a search found.
type Hit struct {
	Doc DocInfo
	// Score is how well it matches, the higher the better (BM25); comparable
	// within one search only.
	Score float64
	// Title are the matches in Doc.Title, Spans those in the stored text, in
	// order and apart.
	Title, Spans []doc.Span
	// Snippet is the stretch of the stored text to show, and Words its words.
	Snippet doc.Span
	Words   string
}

// Search finds documents whose title and text hold all the words of the query,
// best first, then by id. Words match whatever their ending and case in English,
// whatever case and accents elsewhere; a phrase in double quotes stands together,
// and a word ending in * matches what begins with it. A query without a letter
// or digit finds nothing. Limit 0 is 20.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	return s.SearchAsOf(ctx, query, limit, 0)
}

// SearchAsOf is Search in the documents that the ledger held after a batch: see State.
func (s *Store) SearchAsOf(ctx context.Context, query string, limit int, asOf int64) ([]Hit, error) {
	hits, err := s.SearchTexts(ctx, query, limit, asOf)
	if err != nil {
		return nil, err
	}
	if err := s.inform(ctx, hits); err != nil {
		return nil, fmt.Errorf("search %q: %w", query, ledgerError(err))
	}
	return hits, nil
}

// SearchTexts is SearchAsOf for those who know the documents: of them hits have id and
// title only.
func (s *Store) SearchTexts(ctx context.Context, query string, limit int, asOf int64) ([]Hit, error) {
	match := matchOf(query)
	if match == "" {
		return nil, nil
	}
	if limit <= 0 {
		limit = 20
	}
	through := s.sealed.Load()
	if asOf != 0 {
		through = min(asOf, through)
	}
	hits, err := s.search(ctx, match, limit, through)
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", query, documentsError(err))
	}
	return hits, nil
}

func (s *Store) search(ctx context.Context, match string, limit int, through int64) ([]Hit, error) {
	// Rank first and read texts afterwards: they are most of the file.
	rows, err := s.docs.QueryContext(ctx, `SELECT d.id, d.title, d.text, d.bytes, f.score FROM (
			SELECT search.rowid AS document, -bm25(search, 4.0, 1.0) AS score
			FROM search JOIN documents x ON x.document = search.rowid
			WHERE search MATCH ? AND x.batch <= ? ORDER BY score DESC, x.id LIMIT ?) f
		JOIN documents d USING (document) ORDER BY f.score DESC, d.id`, match, through, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []Hit
	var texts []string
	for rows.Next() {
		var h Hit
		var packed []byte
		var size int64
		if err := rows.Scan(&h.Doc.ID, &h.Doc.Title, &packed, &size, &h.Score); err != nil {
			return nil, err
		}
		text, err := s.unzip(packed, size)
		if err != nil {
			return nil, err
		}
		hits, texts = append(hits, h), append(texts, text)
	}
	if err := rows.Err(); err != nil || len(hits) == 0 {
		return nil, err
	}
	if err := rows.Close(); err != nil { // others wait for the connection
		return nil, err
	}
	if err := mark(ctx, match, hits, texts); err != nil {
		return nil, err
	}
	for i := range hits {
		hits[i].Snippet = snippet(texts[i], hits[i].Spans)
		hits[i].Words = hits[i].Snippet.In(texts[i])
	}
	return hits, nil
}

// mark finds the matches within the texts. The index holds words only, so the
// few texts found go through a second one, in memory, that also holds texts.
func mark(ctx context.Context, match string, hits []Hit, texts []string) error {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE VIRTUAL TABLE found USING fts5 (title, text, tokenize = "porter unicode61 remove_diacritics 2")`); err != nil {
		return err
	}
	left, right := "\x02", "\x03"
	for i := range texts {
		// Marks that stand in no text. One that does not begin as it ends cannot
		// arise either where a text and a mark meet.
		for strings.Contains(texts[i], left) || strings.Contains(hits[i].Doc.Title, left) {
			left += "<"
		}
		for strings.Contains(texts[i], right) || strings.Contains(hits[i].Doc.Title, right) {
			right += ">"
		}
	}
	// Highlighting stops at a NUL; another control character is the same to it.
	whole := strings.NewReplacer("\x00", "\x01")
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // the database goes with it
	add, err := tx.PrepareContext(ctx, "INSERT INTO found (rowid, title, text) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	for i := range texts {
		if _, err := add.ExecContext(ctx, i+1, whole.Replace(hits[i].Doc.Title), whole.Replace(texts[i])); err != nil {
			return err
		}
	}
	rows, err := tx.QueryContext(ctx, "SELECT rowid, highlight(found, 0, ?, ?), highlight(found, 1, ?, ?) FROM found WHERE found MATCH ?", left, right, left, right, match)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		var title, text string
		if err := rows.Scan(&n, &title, &text); err != nil {
			return err
		}
		hits[n-1].Title, hits[n-1].Spans = marked(title, left, right), marked(text, left, right)
	}
	return rows.Err()
}

// marked returns the spans between the marks, as they lie in the text without
// the marks.
func marked(s, left, right string) []doc.Span {
	var out []doc.Span
	at := 0
	for {
		before, rest, ok := strings.Cut(s, left)
		if !ok {
			return out
		}
		words, after, ok := strings.Cut(rest, right)
		if !ok {
			return out
		}
		begin := at + len(before)
		at = begin + len(words)
		out = append(out, doc.Span{Begin: begin, End: at})
		s = after
	}
}

// snippetBytes is about how long a snippet is.
const snippetBytes = 240

// snippet chooses the stretch of text with the most matches, cut at blanks and
// line ends where it can be. Without a match it is the beginning.
func snippet(text string, spans []doc.Span) doc.Span {
	best, most := doc.Span{}, 0
	for i := range spans {
		n := 1
		for i+n < len(spans) && spans[i+n].End-spans[i].Begin <= snippetBytes {
			n++
		}
		if n > most {
			best, most = doc.Span{Begin: spans[i].Begin, End: spans[i+n-1].End}, n
		}
	}
	spare := max(0, snippetBytes-best.Len())
	inner := best
	best.Begin = max(0, best.Begin-spare/2)
	best.End = min(len(text), best.Begin+max(snippetBytes, inner.Len()))
	if most == 0 {
		inner = doc.Span{}
	}
	best.End = max(best.End, inner.End)
	// Not across a line end, if the matches do not.
	if i := strings.LastIndexByte(text[best.Begin:inner.Begin], '\n'); i >= 0 {
		best.Begin += i + 1
	}
	if i := strings.IndexByte(text[inner.End:best.End], '\n'); i > 0 {
		best.End = inner.End + i
	}
	// Whole words.
	if best.Begin > 0 && text[best.Begin-1] != '\n' {
		if i := strings.IndexFunc(text[best.Begin:inner.Begin], unicode.IsSpace); i >= 0 {
			best.Begin += i
		}
	}
	if best.End < len(text) && text[best.End] != '\n' {
		if i := strings.LastIndexFunc(text[inner.End:best.End], unicode.IsSpace); i > 0 {
			best.End = inner.End + i
		}
	}
	words := best.In(text)
	best.Begin += len(words) - len(strings.TrimLeftFunc(words, func(r rune) bool { return unicode.IsSpace(r) || r == utf8.RuneError }))
	best.End = max(best.Begin, best.Begin+len(strings.TrimRightFunc(best.In(text), func(r rune) bool { return unicode.IsSpace(r) || r == utf8.RuneError })))
	return best
}

// matchOf turns what a user types into an FTS5 query in which nothing of it is
// an operator.
func matchOf(query string) string {
	var terms []string
	term := func(words string, prefix bool) {
		if strings.IndexFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
			return
		}
		t := `"` + words + `"`
		if prefix {
			t += "*"
		}
		terms = append(terms, t)
	}
	query = strings.ReplaceAll(clean(query), "\x00", " ")
	if len(query) > 1000 {
		query = clean(query[:1000])
	}
	for i, part := range strings.Split(query, `"`) {
		if i%2 == 1 {
			term(part, false)
			continue
		}
		for _, w := range strings.Fields(part) {
			term(strings.TrimSuffix(w, "*"), strings.HasSuffix(w, "*"))
		}
	}
	return strings.Join(terms, " AND ")
}

// inform adds what the ledger knows of the documents found.
func (s *Store) inform(ctx context.Context, hits []Hit) error {
	if len(hits) == 0 {
		return nil
	}
	args := make([]any, len(hits))
	for i := range hits {
		args[i] = hits[i].Doc.ID
	}
	infos, err := s.infos(ctx, "SELECT "+infoColumns+" FROM current_documents d WHERE d.id IN (?"+strings.Repeat(", ?", len(hits)-1)+") ORDER BY d.id", args...)
	if err != nil {
		return err
	}
	for i := range hits {
		n, ok := slices.BinarySearchFunc(infos, hits[i].Doc.ID, func(d DocInfo, id string) int { return cmp.Compare(d.ID, id) })
		if ok {
			title := hits[i].Doc.Title // the one the spans lie in
			hits[i].Doc = infos[n]
			hits[i].Doc.Title = title
		}
	}
	return nil
}

const infoColumns = "d.id, d.title, d.publisher, d.url, d.file, d.lang, d.published, d.published_basis"

func (s *Store) infos(ctx context.Context, q string, args ...any) ([]DocInfo, error) {
	rows, err := s.duck.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DocInfo
	for rows.Next() {
		var d DocInfo
		var title, publisher, url, file, lang, published, basis sql.NullString
		if err := rows.Scan(&d.ID, &title, &publisher, &url, &file, &lang, &published, &basis); err != nil {
			return nil, err
		}
		d.Title, d.Publisher, d.URL, d.File, d.Lang = title.String, publisher.String, url.String, file.String, lang.String
		d.setPublished(published.String, basis.String)
		out = append(out, d)
	}
	return out, rows.Err()
}
