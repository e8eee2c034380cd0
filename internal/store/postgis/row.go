package postgis

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/redsail/redsail/internal/city"
)

// date is a city date as PostgreSQL's, whose infinities are the open ends.
func date(d city.Date) pgtype.Date {
	switch d {
	case city.OpenStart:
		return pgtype.Date{Valid: true, InfinityModifier: pgtype.NegativeInfinity}
	case city.OpenEnd:
		return pgtype.Date{Valid: true, InfinityModifier: pgtype.Infinity}
	default:
		return pgtype.Date{Valid: true, Time: time.Unix(int64(d)*86400, 0).UTC()}
	}
}

func fromDate(d pgtype.Date) city.Date {
	switch d.InfinityModifier {
	case pgtype.NegativeInfinity:
		return city.OpenStart
	case pgtype.Infinity:
		return city.OpenEnd
	default:
		return city.DateOf(d.Time)
	}
}

// text is null for the empty text: other programs then show nothing.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// list is null for the empty list.
func list(codes []string) any {
	if len(codes) == 0 {
		return nil
	}
	return codes
}

var versionColumns = []string{
	"rev_from", "seq", "id", "layer", "code", "valid_from", "valid_to", "successors",
	"name", "name_zh", "name_zh_hant", "name_en", "parent", "former", "class",
	"households", "population", "source", "data_date", "twice_area", "body", "geom",
}

// versionRow gives the values of versionColumns.
func versionRow(v *city.Version, seq int) ([]any, error) {
	body, err := city.Encode(&v.Area)
	if err != nil {
		return nil, err
	}
	var class any
	if len(v.Class) > 0 {
		class = v.Class
	}
	return []any{
		v.RevFrom, seq, v.ID, v.Layer, v.Code, date(v.Valid.From), date(v.Valid.To), list(v.Successors),
		v.Name(), text(v.Names.Zh), text(v.Names.ZhHant), text(v.Names.En), text(v.Parent), list(v.Former), class,
		v.Households, v.Population, text(v.Source), text(v.DataDate),
		pgtype.Numeric{Valid: true, Int: twiceArea(v.Shape)}, body, geometry(v.Shape),
	}, nil
}
