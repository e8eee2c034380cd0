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

// commonColumns are those that the versions of all kinds have.
var commonColumns = []string{
	"rev_from", "seq", "id", "layer", "code", "valid_from", "valid_to", "successors", "name", "body", "geom",
	"name_zh", "name_zh_hant", "name_en", "former", "class", "source", "data_date",
}

// ownColumns are those that the versions of one kind have besides.
var ownColumns = map[city.RecordKind][]string{
	city.KindArea:     {"parent", "households", "population", "twice_area"},
	city.KindBuilding: {"address", "storeys", "households", "grid", "compound"},
	city.KindPlace:    {"address", "services", "skills", "state", "floor_area", "tenure", "owner"},
}

// versionRow gives the values of commonColumns and of the kind's ownColumns.
func versionRow(r *city.Record, seq int) ([]any, error) {
	body, err := city.Encode(r.Content)
	if err != nil {
		return nil, err
	}
	k := r.Key()
	common := []any{
		r.RevFrom, seq, r.ID, k.Layer, k.Code, date(r.Valid.From), date(r.Valid.To), list(r.Successors), r.Content.Name(), body, geometry(r.Content),
	}
	own, err := contentRow(r.Content)
	return append(common, own...), err
}

// contentRow gives the values of the columns from name_zh on.
func contentRow(c city.Content) ([]any, error) {
	switch c := c.(type) {
	case *city.Area:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate,
			text(c.Parent), c.Households, c.Population, pgtype.Numeric{Valid: true, Int: twiceArea(c.Shape)}), nil
	case *city.Building:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate,
			text(c.Address.String()), c.Storeys, c.Households, text(c.Grid), text(c.Compound)), nil
	case *city.Line:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate), nil
	case *city.Place:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate,
			text(c.Address.String()), list(c.Services), list(c.Skills), string(c.State), c.FloorArea, text(c.Tenure), text(c.Owner)), nil
	default:
		return nil, city.Errorf(city.Internal, "internal", "%s: the store has no tables for a %T", c.Key(), c)
	}
}

func described(n city.Names, former []string, class map[string]string, source, dataDate string, own ...any) []any {
	var attributes any
	if len(class) > 0 {
		attributes = class
	}
	return append([]any{text(n.Zh), text(n.ZhHant), text(n.En), list(former), attributes, text(source), text(dataDate)}, own...)
}
