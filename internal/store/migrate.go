package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// migrations holds one numbered file a version for each database, the same
// numbers in both.
//
//go:embed migrations
var migrations embed.FS

// Version is the version of the schema this program writes.
const Version = 5

// steps returns the SQL that leads from version v of a database to Version.
func steps(database string, v int) ([]string, error) {
	if v > Version {
		return nil, fmt.Errorf("%w: %s is of version %d and this program knows %d: use the program that wrote it, or a later one", ErrNewer, database, v, Version)
	}
	var out []string
	for v++; v <= Version; v++ {
		b, err := fs.ReadFile(migrations, fmt.Sprintf("migrations/%s/%04d.sql", database, v))
		if err != nil {
			return nil, err
		}
		out = append(out, string(b))
	}
	return out, nil
}

// migrate brings one database to Version in one transaction. Finish, in the
// same transaction, notes the version down. A reader is told of an older one.
func (s *Store) migrate(ctx context.Context, db *sql.DB, name string, version int, finish func(*sql.Tx) error) error {
	todo, err := steps(name, version)
	if err != nil || len(todo) == 0 {
		return err
	}
	if s.opt.ReadOnly {
		return fmt.Errorf("the ledger is of version %d and must be brought to %d: open it once for writing, as entente add does", version, Version)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i, q := range todo {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return errors.Join(fmt.Errorf("bring %s to version %d: %w", name, version+i+1, err), tx.Rollback())
		}
	}
	if err := finish(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
