package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// indexFlag says where the index is kept from one run to the next.
type indexFlag struct {
	IndexDir string `placeholder:"DIR" help:"Where the index is kept for the next start; '-' = nowhere. Default: FILE.gpkg.index beside a file, the user's cache for PostgreSQL."`
}

// snapshots are those in the folder of a store; nil = none are kept.
func (f *indexFlag) snapshots(store string) (*atlas.Snapshots, error) {
	name, postgres, err := parseStore(store)
	switch {
	case err != nil || f.IndexDir == "-":
		return nil, err
	case f.IndexDir != "":
		return &atlas.Snapshots{Folder: f.IndexDir}, nil
	case !postgres:
		return &atlas.Snapshots{Folder: name + ".index", Alone: true}, nil
	}
	if cache, err := os.UserCacheDir(); err == nil {
		return &atlas.Snapshots{Folder: filepath.Join(cache, "redsail", "index")}, nil
	}
	return nil, nil // a service without a home
}

// serving are the snapshots of a service. That PostgreSQL's cannot be kept is told.
func (f *indexFlag) serving(store string, verify bool, stderr io.Writer) (*atlas.Snapshots, error) {
	s, err := f.snapshots(store)
	if err != nil {
		return nil, err
	}
	if s == nil {
		if f.IndexDir == "" {
			fmt.Fprintln(stderr, "redsail: the user has no cache folder, so the index is not kept; --index-dir names another one")
		}
		return nil, nil
	}
	s.Verify = verify
	return s, nil
}

// openAtlas opens the atlas of a store for one question: with the index that a service has
// kept where there is a whole one, and without leaving anything behind.
func openAtlas(ctx context.Context, s city.Store, store string) (*atlas.Atlas, error) {
	kept, err := (&indexFlag{}).snapshots(store)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		kept.Verify, kept.ReadOnly = true, true
	}
	return atlas.OpenWith(ctx, s, atlas.Options{Snapshots: kept})
}
