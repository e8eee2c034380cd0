package gpkg

import (
	"context"
	"database/sql"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// queryRecords reads versions of a kind in the order of city.SortRecords. They are sorted here, for
// SQLite would carry their bodies through the sort. The joined table is not read before the conditions
// have chosen, so a query that finds little reads little.
func queryRecords(ctx context.Context, db source, kind city.RecordKind, where string, args ...any) ([]city.Record, error) {
	rows, err := db.QueryContext(ctx, `SELECT v.id, v.valid_from || '', v.valid_to || '', v.successors, v.rev_from, v.rev_to, c.body
		FROM `+kind.String()+`_version AS v JOIN `+kind.String()+`_content AS c ON c.fid = v.fid WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out, err := readRecords(rows, newRowDecoder(kind))
	if err != nil {
		return nil, err
	}
	city.SortRecords(out)
	return out, nil
}

// rowBatch are rows of queryRecords whose bodies are still to be decoded.
type rowBatch struct {
	records []city.Record
	ends    []int  // where the body of each ends
	bodies  []byte // one behind the other
}

// A batch is full with so many rows or bytes, whichever is reached first; so many are on their way
// between reading and decoding.
const (
	batchRows    = 512
	batchBytes   = 1 << 20
	batchesAhead = 3
)

func (b *rowBatch) full() bool { return len(b.records) >= batchRows || len(b.bodies) >= batchBytes }

func (b *rowBatch) add(r *city.Record, body []byte) {
	b.records, b.bodies = append(b.records, *r), append(b.bodies, body...)
	b.ends = append(b.ends, len(b.bodies))
}

func (b *rowBatch) reset() { b.records, b.ends, b.bodies = b.records[:0], b.ends[:0], b.bodies[:0] }

// readRecords reads all rows. What is more than a batch is decoded beside the reading, which takes
// about as long.
func readRecords(rows *sql.Rows, d *rowDecoder) ([]city.Record, error) {
	var columns rowColumns
	batch, sent := &rowBatch{}, 0
	full, free := make(chan *rowBatch, batchesAhead), make(chan *rowBatch, batchesAhead)
	done := make(chan struct{})
	decode := func() {
		defer close(done)
		for b := range full {
			d.decode(b)
			b.reset()
			free <- b
		}
	}
	var err error
	for err == nil && rows.Next() {
		if err = columns.scan(rows.Scan); err != nil {
			break
		}
		batch.add(&columns.record, columns.body)
		if !batch.full() {
			continue
		}
		if sent++; sent == 1 {
			go decode()
		}
		full <- batch
		if sent < batchesAhead {
			batch = &rowBatch{}
		} else {
			batch = <-free
		}
	}
	close(full)
	if sent > 0 {
		<-done
	}
	if err != nil {
		return nil, err
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	d.decode(batch)
	return d.out, d.err
}

// rowDecoder makes records of rows. After the first error it makes no more.
type rowDecoder struct {
	kind     city.RecordKind
	contents *city.Decoder
	out      []city.Record
	err      error
}

func newRowDecoder(kind city.RecordKind) *rowDecoder {
	return &rowDecoder{kind: kind, contents: city.NewDecoder(kind)}
}

func (d *rowDecoder) decode(b *rowBatch) {
	from := 0
	for i := range b.records {
		if d.err != nil {
			return
		}
		r := &b.records[i]
		if d.err = d.content(r, b.bodies[from:b.ends[i]]); d.err == nil {
			d.out = append(d.out, *r)
		}
		from = b.ends[i]
	}
}

// content gives the record what its body says; it keeps nothing of body.
func (d *rowDecoder) content(r *city.Record, body []byte) (err error) {
	if r.Content, err = d.contents.Decode(body); err != nil {
		return city.Wrap(err, city.Internal, "store_corrupt", "the stored content of %s %d, revision %d cannot be read", d.kind, r.ID, r.RevFrom)
	}
	return nil
}

// rowColumns are the columns of queryRecords, of one row after the other.
type rowColumns struct {
	record               city.Record // without its content
	body                 sql.RawBytes
	from, to, successors sql.NullString
	revTo                sql.NullInt64
	into                 []any // these, as Scan takes them
}

// scan reads a row; its body is gone with the next one.
func (c *rowColumns) scan(scan func(...any) error) (err error) {
	r := &c.record
	if c.into == nil {
		c.into = []any{&r.ID, &c.from, &c.to, &c.successors, &r.RevFrom, &c.revTo, &c.body}
	}
	if err := scan(c.into...); err != nil {
		return err
	}
	r.RevTo, r.Successors = c.revTo.Int64, nil
	if c.successors.Valid {
		r.Successors = strings.Split(c.successors.String, listSeparator)
	}
	r.Valid, err = city.ParsePeriod(c.from.String, c.to.String)
	return err
}
