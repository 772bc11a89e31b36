package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// What the other databases of a ledger's folder (store/imports, store/ask) share
// with this one.

// Hold takes a lock file for this process, or for reading together with others.
// The error is ErrHeld and names who has it. Closing the file lets it go; it may
// be nil where there is nothing to hold.
func Hold(path string, shared bool) (*os.File, error) { return hold(path, shared) }

// DuckMade says whether a file is there that DuckDB has made to its end. A shorter one
// was left where its making was interrupted, and holds nothing.
func DuckMade(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Size() >= duckHeaders
}

// OpenDuck attaches the file at path under a name, beside an empty database in
// memory: DuckDB's driver would read a ? or % in the path as its own. Every
// connection of the pool uses the file. Nothing is fetched from the network. What
// it returns besides an error is open and for the caller to close.
func OpenDuck(ctx context.Context, path, name string, o Options) (*sql.DB, *sql.Conn, error) {
	spill, how := path+".tmp", ""
	if o.ReadOnly {
		spill = filepath.Join(os.TempDir(), fmt.Sprintf("entente-%s-%d", name, os.Getpid()))
		how = " (READ_ONLY)"
	}
	conf := url.Values{
		"memory_limit":                 {strconv.FormatInt(o.Memory, 10) + "B"},
		"threads":                      {strconv.Itoa(o.Threads)},
		"temp_directory":               {spill},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"preserve_insertion_order":     {"true"},
		"checkpoint_threshold":         {logSize},
	}
	use, ready := "USE "+name, false
	c, err := duckdb.NewConnector("?"+conf.Encode(), func(e driver.ExecerContext) error {
		if !ready {
			return nil
		}
		_, err := e.ExecContext(context.Background(), use, nil)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	db := sql.OpenDB(c)
	conn, err := db.Conn(ctx)
	if err != nil {
		return db, nil, err
	}
	if _, err = conn.ExecContext(ctx, "ATTACH "+quote(path)+" AS "+name+how); err == nil {
		ready = true
		_, err = conn.ExecContext(ctx, use)
	}
	return db, conn, err
}

// logSize is how large the log beside a file grows before it is written into the
// file. Each time rewrites what the tables end with, and a file that was not closed
// reads its log when it is opened.
const logSize = "64MB"

// DuckError marks an error of a DuckDB file of the folder that a caller can test
// for: ErrHeld, ErrFull, ErrDamaged.
func DuckError(file string, err error) error {
	if held := duckHeld(err); held != nil {
		return held
	}
	return duckError(file, err)
}

// Quote makes a string literal of SQL.
func Quote(s string) string { return quote(s) }
