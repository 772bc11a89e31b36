package imports

import (
	"database/sql"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"entente/internal/record"
)

// A feed lets SQL read the rows of the batch at hand as a table: incoming(). What
// is not stated is a number outside the range of the column, since a NULL costs a
// call; the SQL makes NULL of it.
type feed struct {
	rows  []record.Row
	first int64   // number of the first row
	files []int64 // of each row
}

type column struct {
	name string
	typ  duckdb.Type
	fill func(c duckdb.DataChunk, col int, f *feed, from, n int) error
}

// fill sets a column of a chunk from rows.
func fill[T any](value func(f *feed, i int) T) func(duckdb.DataChunk, int, *feed, int, int) error {
	return func(c duckdb.DataChunk, col int, f *feed, from, n int) error {
		for i := range n {
			if err := duckdb.SetChunkValue(c, col, i, value(f, from+i)); err != nil {
				return err
			}
		}
		return nil
	}
}

// hundredths is a score in hundredths, noScore if there is none.
func hundredths(x float32) int32 {
	if !record.Stated(x) {
		return noScore
	}
	if x < 0 {
		return -int32(-x*100 + 0.5)
	}
	return int32(x*100 + 0.5)
}

const noScore = -1 << 30

var feedColumns = []column{
	{"row", duckdb.TYPE_BIGINT, fill(func(f *feed, i int) int64 { return f.first + int64(i) })},
	{"idx", duckdb.TYPE_INTEGER, fill(func(_ *feed, i int) int32 { return int32(i) })},
	{"format", duckdb.TYPE_UTINYINT, fill(func(f *feed, i int) uint8 { return uint8(f.rows[i].Format) })},
	{"file", duckdb.TYPE_BIGINT, fill(func(f *feed, i int) int64 { return f.files[i] })},
	{"line", duckdb.TYPE_BIGINT, fill(func(f *feed, i int) int64 { return f.rows[i].Line })},
	{"key", duckdb.TYPE_UBIGINT, fill(func(f *feed, i int) uint64 { return f.rows[i].Key })},
	{"checksum", duckdb.TYPE_UINTEGER, fill(func(f *feed, i int) uint32 { return f.rows[i].Check })},
	{"day", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return f.rows[i].Day })},
	{"flags", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Flags) })},
	{"source", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Source) })},
	{"target", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Target) })},
	{"source_actor", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].SourceActor) })},
	{"target_actor", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].TargetActor) })},
	{"code", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Code) })},
	{"place", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Place) })},
	{"publisher", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return int32(f.rows[i].Publisher) })},
	{"scale", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return hundredths(f.rows[i].Scale) })},
	{"tone", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return hundredths(f.rows[i].Tone) })},
	{"mentions", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return f.rows[i].Mentions })},
	{"sources", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return f.rows[i].Sources })},
	{"articles", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return f.rows[i].Articles })},
	{"dead", duckdb.TYPE_INTEGER, fill(func(f *feed, i int) int32 { return f.rows[i].Dead })},
}

// newFeed makes the function incoming() known to a connection's database.
func newFeed(conn *sql.Conn) (*feed, error) {
	f := &feed{}
	var infos []duckdb.ColumnInfo
	for _, c := range feedColumns {
		t, err := duckdb.NewTypeInfo(c.typ)
		if err != nil {
			return nil, err
		}
		infos = append(infos, duckdb.ColumnInfo{Name: c.name, T: t})
	}
	return f, duckdb.RegisterTableUDF(conn, "incoming", duckdb.ChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) {
			return &feedSource{feed: f, infos: infos}, nil
		},
	})
}

// A feedSource is one reading of the feed.
type feedSource struct {
	feed  *feed
	infos []duckdb.ColumnInfo
	at    int
}

func (s *feedSource) ColumnInfos() []duckdb.ColumnInfo { return s.infos }
func (s *feedSource) Init()                            {}

func (s *feedSource) Cardinality() *duckdb.CardinalityInfo {
	return &duckdb.CardinalityInfo{Cardinality: uint(len(s.feed.rows)), Exact: true}
}

func (s *feedSource) FillChunk(c duckdb.DataChunk) error {
	n := min(duckdb.GetDataChunkCapacity(), len(s.feed.rows)-s.at)
	for col, column := range feedColumns {
		if _, err := c.GetVector(col); err != nil {
			continue // not asked for
		}
		if err := column.fill(c, col, s.feed, s.at, n); err != nil {
			return err
		}
	}
	s.at += n
	return c.SetSize(n)
}
