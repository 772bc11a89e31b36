// Package ask answers SQL over all databases of a ledger, for reading only.
//
// The events coded here are in the tables of ledger (see docs/ledger.md), imported
// ones in those of imports (docs/imports.md), which need not be there. A question
// can read nothing else: no other file, no network, no setting, and it changes
// nothing.
package ask

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"entente/internal/store"
)

// Names of the databases in SQL, and of their files and locks in the folder.
var databases = []struct{ name, file, lock string }{
	{"ledger", "ledger.duckdb", "ledger.lock"},
	{"imports", "imports.duckdb", "imports.lock"},
}

// ErrNotReading: the statement is none that only reads.
var ErrNotReading = errors.New("only a question can be asked: SELECT, WITH, FROM, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN")

// Options bound what a question may use. The zero value is modest.
type Options struct {
	Memory  int64 // bytes; 0 is 1 GB
	Threads int   // 0 is one a core
}

// A Ledger is open for questions. It is safe for concurrent use.
type Ledger struct {
	db    *sql.DB
	locks []*os.File
	first string // the database a bare name is looked for in
	spill string
}

// Open opens the databases there are in dir. A caller can test for
// store.ErrNotFound, ErrHeld and ErrDamaged.
func Open(ctx context.Context, dir string, opt Options) (_ *Ledger, err error) {
	if opt.Memory == 0 {
		opt.Memory = 1 << 30
	}
	if opt.Threads == 0 {
		opt.Threads = runtime.NumCPU()
	}
	l := &Ledger{}
	defer func() {
		if err != nil {
			err = fmt.Errorf("ask ledger %s: %w", dir, errors.Join(err, l.Close()))
		}
	}()
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	var attach []string
	for _, d := range databases {
		path := filepath.Join(dir, d.file)
		if _, err := os.Stat(path); err != nil || d.name == "imports" && !store.DuckMade(path) {
			continue
		}
		lock, err := store.Hold(filepath.Join(dir, d.lock), true)
		if err != nil {
			return nil, err
		}
		if lock != nil {
			l.locks = append(l.locks, lock)
		}
		attach = append(attach, "ATTACH "+store.Quote(path)+" AS "+d.name+" (READ_ONLY)")
		if l.first == "" {
			l.first = d.name
		}
	}
	if len(attach) == 0 {
		return nil, fmt.Errorf("%w: the folder holds neither %s nor %s; entente add and entente import make them", store.ErrNotFound, databases[0].file, databases[1].file)
	}
	if l.spill, err = os.MkdirTemp("", "entente-ask-"); err != nil {
		return nil, err
	}
	conf := url.Values{
		"memory_limit":                 {strconv.FormatInt(opt.Memory, 10) + "B"},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"temp_directory":               {l.spill},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"allow_community_extensions":   {"false"},
	}
	ready := false
	c, err := duckdb.NewConnector("?"+conf.Encode(), func(e driver.ExecerContext) error {
		if !ready {
			return nil
		}
		_, err := e.ExecContext(context.Background(), "USE "+l.first, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	l.db = sql.OpenDB(c)
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// Once the files are attached the door is closed, and locked.
	for _, q := range append(attach, "USE "+l.first, "SET enable_external_access = false", "SET lock_configuration = true") {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return nil, errors.Join(store.DuckError(l.first, err), conn.Close())
		}
	}
	ready = true
	return l, conn.Close()
}

// Close ends the use of the ledger.
func (l *Ledger) Close() error {
	var errs []error
	if l.db != nil {
		errs = append(errs, l.db.Close())
	}
	for _, f := range l.locks {
		errs = append(errs, f.Close())
	}
	if l.spill != "" {
		errs = append(errs, os.RemoveAll(l.spill))
	}
	l.db, l.locks, l.spill = nil, nil, ""
	return errors.Join(errs...)
}

// Query answers one statement. Row is called for each row, with a string, int64,
// float64, bool, a list of them, or nil for NULL in each column; an error of it
// ends the answer. Dates are 2015-10-27, times RFC 3339. The error is ErrNotReading
// for a statement that is no question.
func (l *Ledger) Query(ctx context.Context, query string, row func(columns []string, values []any) error) (columns []string, err error) {
	if l.db == nil {
		return nil, errors.New("the ledger is closed")
	}
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := check(conn, query); err != nil {
		return nil, err
	}
	rs, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	if columns, err = rs.Columns(); err != nil {
		return nil, err
	}
	values, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		to[i] = &values[i]
	}
	for rs.Next() {
		if err := rs.Scan(to...); err != nil {
			return columns, err
		}
		out := make([]any, len(values))
		for i, v := range values {
			out[i] = plain(v)
		}
		if err := row(columns, out); err != nil {
			return columns, err
		}
	}
	return columns, rs.Err()
}

// check refuses what is not one statement that reads.
func check(conn *sql.Conn, query string) error {
	return conn.Raw(func(c any) error {
		p, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return errors.New("the database cannot prepare")
		}
		prepared, err := p.PrepareContext(context.Background(), query)
		if err != nil {
			return err
		}
		defer prepared.Close()
		s, ok := prepared.(*duckdb.Stmt)
		if !ok {
			return ErrNotReading
		}
		t, err := s.StatementType()
		if err != nil {
			return err
		}
		if t != duckdb.STATEMENT_TYPE_SELECT && t != duckdb.STATEMENT_TYPE_EXPLAIN {
			return ErrNotReading
		}
		if s.NumInput() > 0 {
			return errors.New("a question cannot have parameters")
		}
		return nil
	})
}

// plain makes a value of the driver one of those of Query.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, bool, float64, int64:
		return v
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case int:
		return int64(v)
	case uint8:
		return int64(v)
	case uint16:
		return int64(v)
	case uint32:
		return int64(v)
	case uint64:
		if v > 1<<63-1 {
			return strconv.FormatUint(v, 10)
		}
		return int64(v)
	case float32:
		return float64(v)
	case *big.Int:
		if v.IsInt64() {
			return v.Int64()
		}
		return v.String()
	case duckdb.Decimal:
		return v.Float64()
	case []byte:
		return strings.ToValidUTF8(string(v), "\ufffd")
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 && v.Nanosecond() == 0 {
			return v.UTC().Format(time.DateOnly)
		}
		return v.UTC().Format(time.RFC3339Nano)
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plain(x)
		}
		return out
	}
	return fmt.Sprint(v)
}

// Columns is the codebook of the ledger's columns: database, table, column, type
// and meaning, as the schema says them.
const Columns = `SELECT database_name AS database, table_name AS "table", column_name AS "column", data_type AS type, comment AS "is"
	FROM duckdb_columns() WHERE database_name IN ('ledger', 'imports') AND NOT internal AND NOT regexp_matches(table_name, '^(rows|cells|sides)_[0-9]+$')
	ORDER BY database_name DESC, table_name, column_index`
