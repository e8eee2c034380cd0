package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

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
	switch {
	case q.AllRevisions:
	case q.Revision == 0:
		parts = append(parts, "rev_to IS NULL")
	default:
		add("rev_from <= ? AND (rev_to IS NULL OR rev_to > ?)", q.Revision)
	}
	return strings.Join(parts, " AND "), args
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

// versions reads versions in the order of city.SortVersions. They are sorted here, not in
// the server, where their bodies would be carried through the sort.
func versions(ctx context.Context, s session, where string, args ...any) ([]city.Version, error) {
	var out []city.Version
	err := s.each(ctx, func(row pgx.Rows) error {
		v, err := scanVersion(row)
		out = append(out, v)
		return err
	}, `SELECT id, valid_from, valid_to, successors, rev_from, coalesce(rev_to, 0), body FROM redsail.area_version WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	city.SortVersions(out)
	return out, nil
}

func scanVersion(row pgx.Rows) (city.Version, error) {
	var v city.Version
	var from, to pgtype.Date
	var body pgtype.DriverBytes // decoded before the next row takes its place
	if err := row.Scan(&v.ID, &from, &to, &v.Successors, &v.RevFrom, &v.RevTo, &body); err != nil {
		return v, err
	}
	area, err := city.Decode(city.KindArea, body)
	if err != nil {
		return v, city.Wrap(err, city.Internal, "store_corrupt", "the stored content of area %d, revision %d cannot be read", v.ID, v.RevFrom)
	}
	v.Area = *area
	v.Valid = city.Period{From: fromDate(from), To: fromDate(to)}
	return v, nil
}
