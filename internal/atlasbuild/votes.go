package atlasbuild

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"entente/internal/votes"
)

// VoteFiles names the published files of roll calls of the UN General Assembly,
// gzipped or not: see votes.Source.
type VoteFiles struct {
	Votes, Rolls string
}

// buildVotes makes the packed table of votes in the folder of data.
func buildVotes(in VoteFiles, out string, isos map[string]string) ([]byte, error) {
	if in.Votes == "" || in.Rolls == "" {
		return nil, errors.New("votes need the roll calls as well, and roll calls the votes")
	}
	text, err := os.ReadFile(filepath.Join(out, "votes", votes.SeatsFile))
	if err != nil {
		return nil, fmt.Errorf("read seats: %w", err)
	}
	seats, err := votes.ParseSeats(votes.SeatsFile, string(text))
	if err != nil {
		return nil, err
	}
	v, err := unpacked(in.Votes)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	r, err := unpacked(in.Rolls)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t, err := votes.Build(votes.Source{Votes: v, Rolls: r}, isos, seats)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(votes.Write(z, t), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpacked opens a file that may be gzipped.
func unpacked(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if filepath.Ext(name) != ".gz" {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}
