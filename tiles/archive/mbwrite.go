package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/redsail/redsail/tiles"
)

// mbSchema is that of MBTiles 1.3, with equal tiles stored once. The application id is the
// one registered for MBTiles.
const mbSchema = `PRAGMA application_id = 0x4d504258;
PRAGMA user_version = 1;
CREATE TABLE metadata (name text NOT NULL PRIMARY KEY, value text) WITHOUT ROWID;
CREATE TABLE images (tile_id integer PRIMARY KEY, tile_data blob NOT NULL);
CREATE TABLE map (zoom_level integer NOT NULL, tile_column integer NOT NULL, tile_row integer NOT NULL,
	tile_id integer NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);`

// writeMBTiles fills the empty file at path. A fixed page size and one order of all rows make
// the bytes depend on nothing else.
func writeMBTiles(ctx context.Context, path string, info Info, all iter.Seq2[tiles.Placed, error]) (s Stats, err error) {
	source, err := mbSource(path, "?_pragma=page_size(4096)&_pragma=journal_mode(off)&_pragma=synchronous(off)"+
		"&_pragma=auto_vacuum(0)&_pragma=temp_store(2)&_txlock=immediate")
	if err != nil {
		return Stats{}, err
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return Stats{}, fmt.Errorf("archive: spool: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return Stats{}, fmt.Errorf("archive: spool: %w", err)
	}
	if s, err = fillMBTiles(ctx, tx, info, all); err != nil {
		return Stats{}, errors.Join(err, tx.Rollback())
	}
	if err = tx.Commit(); err != nil {
		err = fmt.Errorf("archive: spool: %w", err)
	}
	return s, err
}

func fillMBTiles(ctx context.Context, tx *sql.Tx, info Info, all iter.Seq2[tiles.Placed, error]) (s Stats, err error) {
	if _, err := tx.ExecContext(ctx, mbSchema); err != nil {
		return s, fmt.Errorf("archive: spool: %w", err)
	}
	if err := describe(ctx, tx, info); err != nil {
		return s, err
	}
	image, err := tx.PrepareContext(ctx, `INSERT INTO images VALUES (?, ?)`)
	if err != nil {
		return s, fmt.Errorf("archive: spool: %w", err)
	}
	place, err := tx.PrepareContext(ctx, `INSERT INTO map VALUES (?, ?, ?, ?)`)
	if err != nil {
		return s, fmt.Errorf("archive: spool: %w", err)
	}
	known := contents[int64]{}
	err = placed(all, func(_ uint64, t *tiles.Placed) error {
		key, n, there := known.find(t.Gzip)
		if !there {
			n = int64(len(known)) + 1
			known[key] = n
			if _, err := image.ExecContext(ctx, n, t.Gzip); err != nil {
				return fmt.Errorf("archive: spool: %w", err)
			}
		}
		s.Tiles++
		row := uint32(1)<<t.Z - 1 - t.Y // MBTiles counts rows from the south
		if _, err := place.ExecContext(ctx, t.Z, t.X, row, n); err != nil {
			return fmt.Errorf("archive: spool: %w", err)
		}
		return nil
	})
	s.Contents = int64(len(known))
	return s, err
}

// describe fills the table metadata. Texts stand as they are, what is more than a text in the
// entry "json", as the specification has it for vector_layers.
func describe(ctx context.Context, tx *sql.Tx, info Info) error {
	b, c := info.Bounds, info.Bounds.Center()
	rows := map[string]string{
		"format": "pbf", "type": "overlay", "version": "1",
		"minzoom": strconv.Itoa(int(info.MinZoom)), "maxzoom": strconv.Itoa(int(info.MaxZoom)),
		"bounds": list(b.Min[0], b.Min[1], b.Max[0], b.Max[1]),
		"center": list(c[0], c[1], float64(info.CenterZoom)),
	}
	more := Metadata{}
	for key, value := range info.Metadata {
		if text := info.Metadata.Text(key); text != "" {
			rows[key] = text
		} else {
			more[key] = value
		}
	}
	packed, err := more.packed()
	if err != nil {
		return err
	}
	rows["json"] = string(packed)
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO metadata VALUES (?, ?)`, name, rows[name]); err != nil {
			return fmt.Errorf("archive: spool: %w", err)
		}
	}
	return nil
}

// list writes numbers with commas, to the lattice of 1e-7 degrees.
func list(numbers ...float64) string {
	var out []byte
	for i, n := range numbers {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendFloat(out, float64(e7(n))/1e7, 'f', -1, 64)
	}
	return string(out)
}
