package imports

import (
	"context"
	"fmt"
	"time"

	"entente/internal/store"
)

// A FileInfo is an imported file and what became of its rows.
type FileInfo struct {
	Number       int64 // from 1, in the order files came
	Name, Format string
	Bytes        int64
	Notes        []string
	Progress
}

// Files lists the imported files in the order they came.
func (s *Store) Files(ctx context.Context) ([]FileInfo, error) {
	return s.filesWhere(ctx, "true", "ORDER BY f.file")
}

// FilesBefore lists files, the last that came first, from the one before a number
// on; 0 is from the last. At most limit of them.
func (s *Store) FilesBefore(ctx context.Context, before int64, limit int) ([]FileInfo, error) {
	where := "true"
	if before > 0 {
		where = fmt.Sprintf("file < %d", before)
	}
	return s.filesWhere(ctx, fmt.Sprintf("file IN (SELECT file FROM files WHERE %s ORDER BY file DESC LIMIT %d)", where, limit), "ORDER BY f.file DESC")
}

// FileCount is how many files were imported.
func (s *Store) FileCount(ctx context.Context) (n int64, err error) {
	if err := s.begin(); err != nil {
		return 0, err
	}
	defer s.end()
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM files").Scan(&n); err != nil {
		return 0, fmt.Errorf("imported files: %w", store.DuckError(FileName, err))
	}
	return n, nil
}

// File is the file of a number. The error may be store.ErrNotFound.
func (s *Store) File(ctx context.Context, number int64) (FileInfo, error) {
	out, err := s.filesWhere(ctx, fmt.Sprintf("file = %d", number), "")
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("imported file %d: %w", number, store.ErrNotFound)
	}
	if err != nil {
		return FileInfo{}, err
	}
	return out[0], nil
}

// filesWhere lists the files for which a condition on their number holds.
func (s *Store) filesWhere(ctx context.Context, where, order string) (out []FileInfo, err error) {
	if err := s.begin(); err != nil {
		return nil, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("imported files: %w", store.DuckError(FileName, err))
		}
	}()
	rs, err := s.db.QueryContext(ctx, `SELECT f.file, f.name, f.format, f.bytes, f.notes, max(p.records), sum(p.read)::BIGINT, sum(p.kept)::BIGINT, sum(p.known)::BIGINT, sum(p.rejected)::BIGINT, sum(p.mended)::BIGINT, bool_or(p.done)
		FROM (FROM files WHERE `+where+`) f JOIN (FROM parts WHERE `+where+`) p USING (file) GROUP BY f.file, f.name, f.format, f.bytes, f.notes `+order)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	for rs.Next() {
		var f FileInfo
		var notes any
		if err := rs.Scan(&f.Number, &f.Name, &f.Format, &f.Bytes, &notes, &f.Records, &f.Read, &f.Kept, &f.Known, &f.Rejected, &f.Mended, &f.Done); err != nil {
			return nil, err
		}
		if list, ok := notes.([]any); ok {
			for _, n := range list {
				if t, ok := n.(string); ok {
					f.Notes = append(f.Notes, t)
				}
			}
		}
		out = append(out, f)
	}
	return out, rs.Err()
}

// Rejects lists lines of the file of a number that were rejected or put right, in order
// of their lines: at most limit of them, after the first skip.
func (s *Store) Rejects(ctx context.Context, number int64, skip, limit int) (out []Reject, err error) {
	if err := s.begin(); err != nil {
		return nil, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("rejects of file %d: %w", number, store.DuckError(FileName, err))
		}
	}()
	rs, err := s.db.QueryContext(ctx, "SELECT line, kept, reason, coalesce(text, '') FROM rejects WHERE file = ? ORDER BY line, kept, reason LIMIT ? OFFSET ?", number, limit, skip)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	for rs.Next() {
		var r Reject
		if err := rs.Scan(&r.Line, &r.Kept, &r.Reason, &r.Text); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rs.Err()
}

// A Summary is what the file holds.
type Summary struct {
	Rows, Files, Rejected, Mentions int64
	Formats                         []FormatCount
	Flags                           []FlagCount
}

// A FormatCount is the rows of one format. First and Last are days.
type FormatCount struct {
	Format      string
	N           int64
	First, Last time.Time
}

// A FlagCount is the rows that bear a flag.
type FlagCount struct {
	Flag string
	N    int64
}

// Summary counts what the file holds. It reads a column or two of all rows, once for
// each batch. The lists belong to the store.
func (s *Store) Summary(ctx context.Context) (Summary, error) {
	batch := s.Batch() // before the rows are read: a later batch is counted anew
	if k := s.summary.Load(); k != nil && k.batch == batch {
		return k.Summary, nil
	}
	sum, err := s.count(ctx)
	if err == nil {
		s.summary.Store(&keptSummary{batch, sum})
	}
	return sum, err
}

// A keptSummary is a summary as it was after a batch.
type keptSummary struct {
	batch int64
	Summary
}

func (s *Store) count(ctx context.Context) (sum Summary, err error) {
	if err := s.begin(); err != nil {
		return sum, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("summary of imports: %w", store.DuckError(FileName, err))
		}
	}()
	if err := s.db.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(rows), 0)::BIGINT FROM batches), (SELECT count(*) FROM files), (SELECT count(*) FROM rejects WHERE NOT kept), (SELECT count(*) FROM mentions)`).
		Scan(&sum.Rows, &sum.Files, &sum.Rejected, &sum.Mentions); err != nil {
		return sum, err
	}
	rs, err := s.db.QueryContext(ctx, "SELECT f.name, count(*), min(r.day), max(r.day) FROM rows r JOIN formats f USING (format) GROUP BY f.name ORDER BY f.name")
	if err != nil {
		return sum, err
	}
	defer rs.Close()
	for rs.Next() {
		var c FormatCount
		if err := rs.Scan(&c.Format, &c.N, &c.First, &c.Last); err != nil {
			return sum, err
		}
		sum.Formats = append(sum.Formats, c)
	}
	if err := rs.Err(); err != nil {
		return sum, err
	}
	fs, err := s.db.QueryContext(ctx, "SELECT g.name, sum(x.n)::BIGINT FROM (SELECT flags, count(*) AS n FROM rows GROUP BY flags) x JOIN flags g ON (x.flags::INTEGER >> g.bit) & 1 = 1 GROUP BY g.name, g.bit ORDER BY g.bit")
	if err != nil {
		return sum, err
	}
	defer fs.Close()
	for fs.Next() {
		var c FlagCount
		if err := fs.Scan(&c.Flag, &c.N); err != nil {
			return sum, err
		}
		sum.Flags = append(sum.Flags, c)
	}
	return sum, fs.Err()
}
