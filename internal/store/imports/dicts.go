package imports

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math/big"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"entente/internal/record"
)

type dictSizes struct{ actors, places, codes, parties, publishers int }

func sizesOf(d *record.Dicts) dictSizes {
	return dictSizes{d.Actors.Len(), d.Places.Len(), d.Codes.Len(), d.Parties.Len(), d.Publishers.Len()}
}

// clean is text that DuckDB takes: UTF-8 without NUL.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// opt is a string or NULL.
func opt(s string) any {
	if s == "" {
		return nil
	}
	return clean(s)
}

// decimal is a number of hundredths as DuckDB's DECIMAL(width, 2).
func decimal(n int32, width uint8) any {
	return duckdb.Decimal{Width: width, Scale: 2, Value: big.NewInt(int64(n))}
}

func decimalOf(x float32, width uint8) any {
	if !record.Stated(x) {
		return nil
	}
	return decimal(hundredths(x), width)
}

// storeDicts adds to the tables what the dictionaries have gained.
func (s *Store) storeDicts(d *record.Dicts) error {
	have := s.stored
	put := func(table string, from, to int, row func(i int) []driver.Value) error {
		rows := make([][]driver.Value, 0, to-from)
		for i := from; i < to; i++ {
			rows = append(rows, row(i))
		}
		return s.appendTo(table, rows)
	}
	if err := put("parties", have.parties, d.Parties.Len(), func(i int) []driver.Value {
		return []driver.Value{int64(i + 1), clean(d.Parties.Values[i])}
	}); err != nil {
		return err
	}
	if err := put("publishers", have.publishers, d.Publishers.Len(), func(i int) []driver.Value {
		return []driver.Value{int64(i + 1), clean(d.Publishers.Values[i]), []byte(d.Publishers.Keys[i])}
	}); err != nil {
		return err
	}
	if err := put("actors", have.actors, d.Actors.Len(), func(i int) []driver.Value {
		a := d.Actors.Values[i]
		return []driver.Value{int64(i + 1), clean(a.Ontology), opt(a.Code), opt(a.Name), opt(a.Country), opt(a.Party), opt(a.Sectors), []byte(flagged(a.Slip, d.Actors.Keys[i]))}
	}); err != nil {
		return err
	}
	if err := put("places", have.places, d.Places.Len(), func(i int) []driver.Value {
		p := d.Places.Values[i]
		var lat, lon any
		if p.HasPoint {
			lat, lon = p.Lat, p.Lon
		}
		return []driver.Value{int64(i + 1), opt(p.Name), opt(p.Country), opt(p.Admin1), opt(p.Precision), lat, lon, []byte(d.Places.Keys[i])}
	}); err != nil {
		return err
	}
	return put("codes", have.codes, d.Codes.Len(), func(i int) []driver.Value {
		c := d.Codes.Values[i]
		var quad any
		if c.Quad != 0 {
			quad = c.Quad
		}
		return []driver.Value{int64(i + 1), clean(c.Ontology), clean(c.Code), opt(c.Label), opt(c.Root), quad, decimalOf(c.Scale, 4), opt(c.ScaleOf),
			opt(c.Type), opt(c.Mode), opt(c.Context), []byte(flagged(c.Unknown, d.Codes.Keys[i]))}
	})
}

// flagged puts a mark before a key: what of a value stands in no column.
func flagged(mark bool, key string) string {
	if mark {
		return "!" + key
	}
	return " " + key
}

// load reads dictionaries, files and numbers.
func (s *Store) load(ctx context.Context) error {
	d := &record.Dicts{}
	each := func(query string, dest []any, row func() error) error {
		rs, err := s.conn.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			if err := rs.Scan(dest...); err != nil {
				return err
			}
			if err := row(); err != nil {
				return err
			}
		}
		return rs.Err()
	}
	var n int64
	var a, b, c, e, f, g, h sql.NullString
	var key []byte
	check := func(got uint32) error {
		if int64(got) != n {
			return fmt.Errorf("corrupt database file: a dictionary has number %d at place %d", n, got)
		}
		return nil
	}
	if err := each("SELECT party, id FROM parties ORDER BY party", []any{&n, &a}, func() error {
		return check(d.Parties.Put(a.String, a.String))
	}); err != nil {
		return err
	}
	if err := each("SELECT publisher, name, key FROM publishers ORDER BY publisher", []any{&n, &a, &key}, func() error {
		return check(d.Publishers.Put(string(key), a.String))
	}); err != nil {
		return err
	}
	if err := each("SELECT actor, ontology, code, name, country, party, sectors, key FROM actors ORDER BY actor", []any{&n, &a, &b, &c, &e, &f, &g, &key}, func() error {
		return check(d.Actors.Put(string(key[1:]), record.Actor{Ontology: a.String, Code: b.String, Name: c.String, Country: e.String, Party: f.String, Sectors: g.String, Slip: key[0] == '!'}))
	}); err != nil {
		return err
	}
	var lat, lon sql.NullFloat64
	if err := each("SELECT place, name, country, admin1, precision, latitude, longitude, key FROM places ORDER BY place", []any{&n, &a, &b, &c, &e, &lat, &lon, &key}, func() error {
		return check(d.Places.Put(string(key), record.Place{Name: a.String, Country: b.String, Admin1: c.String, Precision: e.String, Lat: lat.Float64, Lon: lon.Float64, HasPoint: lat.Valid}))
	}); err != nil {
		return err
	}
	var quad sql.NullInt64
	var scale sql.NullFloat64
	if err := each("SELECT code, ontology, name, label, root, quad, scale::DOUBLE, scale_of, type, mode, context, key FROM codes ORDER BY code", []any{&n, &a, &b, &c, &e, &quad, &scale, &f, &g, &h, new(sql.NullString), &key}, func() error {
		v := record.Code{Ontology: a.String, Code: b.String, Label: c.String, Root: e.String, Quad: int8(quad.Int64), Scale: record.NoScore, ScaleOf: f.String, Type: g.String, Mode: h.String, Unknown: key[0] == '!'}
		if scale.Valid {
			v.Scale = float32(scale.Float64)
		}
		return check(d.Codes.Put(string(key[1:]), v))
	}); err != nil {
		return err
	}
	s.dicts, s.stored = d, sizesOf(d)
	if err := s.loadFiles(ctx); err != nil {
		return err
	}
	s.loaded = true
	return nil
}

func (s *Store) loadFiles(ctx context.Context) error {
	s.files = map[fileID]*fileState{}
	rs, err := s.conn.QueryContext(ctx, `SELECT f.file, f.format, f.hash, max(p.records), sum(p.read)::BIGINT, sum(p.kept)::BIGINT, sum(p.known)::BIGINT, sum(p.rejected)::BIGINT, sum(p.mended)::BIGINT, bool_or(p.done)
		FROM files f JOIN parts p USING (file) GROUP BY ALL ORDER BY f.file`)
	if err != nil {
		return err
	}
	defer rs.Close()
	s.next.file = 1
	for rs.Next() {
		var st fileState
		var format, hash string
		if err := rs.Scan(&st.number, &format, &hash, &st.Records, &st.Read, &st.Kept, &st.Known, &st.Rejected, &st.Mended, &st.Done); err != nil {
			return err
		}
		if hash != "" {
			s.files[fileID{record.ParseFormat(format), hash}] = &st
		}
		s.next.file = st.number + 1
	}
	if err := rs.Err(); err != nil {
		return err
	}
	return s.conn.QueryRowContext(ctx, `SELECT coalesce(max(batch), 0) + 1, coalesce(max(first_row + rows), 1),
		(SELECT coalesce(max(segment), 0) + 1 FROM segments) FROM batches`).Scan(&s.next.batch, &s.next.row, &s.next.segment)
}
