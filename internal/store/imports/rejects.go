package imports

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"entente/internal/store"
)

// RejectsDir is the folder, within a ledger's, of the files that say which lines
// were rejected or put right.
const RejectsDir = "rejects"

// WriteRejects writes a file for each imported file that had lines rejected or put
// right, and returns a line on each. Its columns are file, line, what (rejected,
// mended), reason and text, with tabs between; tabs, line ends and backslashes
// within are written \t, \n, \r and \\. What stands in the folder already is left
// if nothing came to it since. After an error for want of room nothing is written: the
// next import does.
func (s *Store) WriteRejects(ctx context.Context) (out []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.db == nil {
		return nil, fmt.Errorf("write rejects: %w", ErrClosed)
	}
	if errors.Is(s.broken, store.ErrFull) {
		return nil, nil
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write rejects: %w", store.DuckError(FileName, err))
		}
	}()
	rs, err := s.db.QueryContext(ctx, "SELECT r.file, f.name, count_if(NOT r.kept), count(*) FROM rejects r JOIN files f USING (file) GROUP BY ALL ORDER BY r.file")
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	type todo struct {
		file, rejected, all int64
		name                string
	}
	var list []todo
	for rs.Next() {
		var t todo
		if err := rs.Scan(&t.file, &t.name, &t.rejected, &t.all); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	dir := filepath.Join(s.dir, RejectsDir)
	for _, t := range list {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return out, err
		}
		name := fmt.Sprintf("%06d-%s-%d.tsv", t.file, plain(t.name), t.all)
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			old, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("%06d-*.tsv", t.file)))
			if err := s.writeRejects(ctx, t.file, t.name, path); err != nil {
				return out, err
			}
			for _, o := range old { // of fewer lines
				if err := os.Remove(o); err != nil {
					return out, err
				}
			}
		}
		if t.rejected > 0 {
			lines := "lines"
			if t.rejected == 1 {
				lines = "line"
			}
			out = append(out, fmt.Sprintf("%s: %d %s rejected: see %s", t.name, t.rejected, lines, path))
		}
	}
	return out, nil
}

// plain is a name of a file made fit to be part of another.
func plain(name string) string {
	name = filepath.Base(name)
	out := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
	if len(out) > 80 {
		out = out[:80]
	}
	return out
}

var escape = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func (s *Store) writeRejects(ctx context.Context, file int64, name, path string) (err error) {
	rs, err := s.db.QueryContext(ctx, "SELECT line, kept, reason, coalesce(text, '') FROM rejects WHERE file = ? ORDER BY line, reason", file)
	if err != nil {
		return err
	}
	defer rs.Close()
	f, err := os.CreateTemp(filepath.Dir(path), ".rejects-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	fmt.Fprintln(w, "file\tline\twhat\treason\ttext")
	for rs.Next() {
		var line int64
		var kept bool
		var reason, text string
		if err := rs.Scan(&line, &kept, &reason, &text); err != nil {
			return err
		}
		what := "rejected"
		if kept {
			what = "mended"
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", escape.Replace(name), line, what, escape.Replace(reason), escape.Replace(text))
	}
	if err := errors.Join(rs.Err(), w.Flush(), f.Sync()); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
