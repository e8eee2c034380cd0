package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// conditions turns a query into the WHERE clause of versions and its arguments.
func conditions(q city.Query) (string, []any) {
	parts := []string{"true"}
	var args []any
	add := func(part string, value any) {
		args = append(args, value)
		parts = append(parts, strings.ReplaceAll(part, "?", fmt.Sprintf("$%d", len(args))))
	}
	if q.Layer != "" {
		add("layer = ?", q.Layer)
	}
	if q.Codes != nil {
		add("code = ANY (?)", q.Codes)
	}
	if q.IDs != nil {
		add("id = ANY (?)", q.IDs)
	}
	if q.At != nil {
		add("valid_from <= ? AND valid_to > ?", date(written(*q.At)))
	}
	if q.TouchedBy != 0 {
		add("(rev_from = ? OR rev_to = ?)", q.TouchedBy)
	}
	if q.Meets != nil {
		parts = append(parts, meets(q.Kind, *q.Meets))
	}
	if q.After != 0 {
		add("rev_from > ?", q.After)
	}
	switch {
	case q.AllRevisions:
	case q.Revision == 0:
		parts = append(parts, "rev_to IS NULL")
	default:
		add("rev_from <= ? AND (rev_to IS NULL OR rev_to > ?)", q.Revision)
	}
	where := strings.Join(parts, " AND ")
	if q.Most > 0 {
		where = fmt.Sprintf(`ctid = ANY (ARRAY(SELECT ctid FROM redsail.%s_version WHERE %s
			ORDER BY id %% 2147483648 * 2654435761 %% 4294967296, id, rev_from, valid_from LIMIT %d))`, q.Kind, where, q.Most)
	}
	return where, args
}

// meets is the condition that the bounds of a thing meet a box. The operator alone, which the index has, rounds
// to float32.
func meets(kind city.RecordKind, box geo.Box) string {
	if box.Empty() || kind == city.KindPerson || kind == city.KindPost {
		return "false"
	}
	low, high := box.Min.LonLat(), box.Max.LonLat()
	return fmt.Sprintf("geom && ST_MakeEnvelope(%[1]v, %[2]v, %[3]v, %[4]v, 4326) AND ST_XMin(geom) <= %[3]v AND ST_XMax(geom) >= %[1]v AND ST_YMin(geom) <= %[4]v AND ST_YMax(geom) >= %[2]v",
		low[0], low[1], high[0], high[1])
}

// written is the date that can be written at which the same versions hold: PostgreSQL does
// not know the dates far outside.
func written(d city.Date) city.Date {
	switch {
	case d < city.FirstDate:
		return city.OpenStart
	case d > city.LastDate && d != city.OpenEnd:
		return city.LastDate
	default:
		return d
	}
}

// records reads versions of a kind in the order of city.SortRecords. They are sorted here,
// not in the server, where their bodies would be carried through the sort.
func records(ctx context.Context, s session, kind city.RecordKind, where string, args ...any) ([]city.Record, error) {
	var out []city.Record
	contents := city.NewDecoder(kind)
	err := s.each(ctx, func(row pgx.Rows) error {
		r, err := scanRecord(row, kind, contents)
		out = append(out, r)
		return err
	}, `SELECT id, valid_from, valid_to, successors, rev_from, coalesce(rev_to, 0), body FROM redsail.`+kind.String()+`_version WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	city.SortRecords(out)
	return out, nil
}

func scanRecord(row pgx.Rows, kind city.RecordKind, contents *city.Decoder) (city.Record, error) {
	var r city.Record
	var from, to pgtype.Date
	var body pgtype.DriverBytes // decoded before the next row takes its place
	if err := row.Scan(&r.ID, &from, &to, &r.Successors, &r.RevFrom, &r.RevTo, &body); err != nil {
		return r, err
	}
	var err error
	if r.Content, err = contents.Decode(body); err != nil {
		return r, city.Wrap(err, city.Internal, "store_corrupt", "the stored content of %s %d, revision %d cannot be read", kind, r.ID, r.RevFrom)
	}
	r.Valid = city.Period{From: fromDate(from), To: fromDate(to)}
	return r, nil
}
