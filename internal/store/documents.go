package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"

	"modernc.org/sqlite"
)

// applicationID marks documents.sqlite as ours in its header ("entn").
const applicationID = 0x656e746e

// openDocuments opens documents.sqlite, makes it if there is none, and sees that
// it is whole and of a version this program knows.
func (s *Store) openDocuments(ctx context.Context) error {
	if err := s.openSQLite(ctx); err != nil {
		return documentsError(err)
	}
	return nil
}

func (s *Store) openSQLite(ctx context.Context) error {
	path := s.path(documentsFile)
	if fi, err := os.Stat(path); err == nil && fi.Size() == 0 && exists(s.path(ledgerFile)) {
		return damaged(documentsFile, errors.New("it is empty"))
	}
	q := url.Values{"_pragma": {"busy_timeout(2000)", "synchronous(FULL)", "cache_size(-8000)"}, "_txlock": {"immediate"}}
	if s.opt.ReadOnly {
		q.Set("mode", "ro")
		if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
			// At rest nothing else changes the file: the lock is ours. Without
			// this, SQLite wants to write beside it.
			q.Set("immutable", "1")
		}
	}
	dsn := (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return err
	}
	s.docs = sql.OpenDB(c)
	s.docs.SetMaxOpenConns(4)

	var app, version, pages, pageSize int64
	for name, p := range map[string]*int64{"application_id": &app, "user_version": &version, "page_size": &pageSize} {
		if err := s.docs.QueryRowContext(ctx, "PRAGMA "+name).Scan(p); err != nil {
			return err
		}
	}
	if version > 0 && app != applicationID {
		return damaged(documentsFile, errors.New("it is the SQLite file of another program"))
	}
	if _, err := steps("documents", int(version)); err != nil {
		return err
	}
	if !s.opt.ReadOnly {
		var mode string
		if err := s.docs.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
			return err
		}
		// Bring what a crash left in the write-ahead log into the file, so that
		// its length can be checked.
		if _, err := s.docs.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return err
		}
	}
	if err := s.migrate(ctx, s.docs, "documents", int(version), func(tx *sql.Tx) error {
		if version == 0 {
			name := make([]byte, 16)
			rand.Read(name)
			if _, err := tx.Exec("INSERT INTO meta VALUES ('ledger', ?)", hex.EncodeToString(name)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, Version))
		return err
	}); err != nil {
		return err
	}
	if version == 0 {
		return nil
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return nil // a reader beside a log: the file may be shorter than it will be
	}
	if err := s.docs.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	if fi.Size() < pages*pageSize {
		return damaged(documentsFile, fmt.Errorf("it is %d bytes long and should be %d", fi.Size(), pages*pageSize))
	}
	return nil
}

// closeDocuments leaves one plain file, which can be read from a folder that may
// not be written.
func (s *Store) closeDocuments() error {
	var err error
	if !s.opt.ReadOnly {
		s.docs.SetMaxIdleConns(0) // the mode can change only where one connection is left
		var mode string
		err = s.docs.QueryRow("PRAGMA journal_mode = DELETE").Scan(&mode)
		if err != nil {
			err = nil // as well left as a log: the next opening brings it in
		}
	}
	return errors.Join(err, s.docs.Close())
}

// ledgerName is the random name that both files of one ledger bear.
func (s *Store) ledgerName(ctx context.Context) (string, error) {
	var name string
	err := s.docs.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'ledger'").Scan(&name)
	return name, documentsError(err)
}
