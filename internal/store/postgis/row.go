package postgis

import (
	"slices"
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

// leanKeys are those that the versions of persons, posts and organisations have in common.
var leanKeys = []string{"rev_from", "seq", "id", "layer", "code", "valid_from", "valid_to", "successors", "body"}

// leanColumns are those of the kinds that have none of commonColumns for their own sake.
var leanColumns = map[city.RecordKind][]string{
	city.KindOrganisation: {"name", "geom", "kind", "form", "parent", "of_layer", "of_code", "place", "members", "office_phone"},
	city.KindPerson:       {},
	city.KindPost:         {"name", "role", "specialty", "at_layer", "at_code", "vacant", "office_phone"},
}

// columnsOf are those of the versions of a kind.
func columnsOf(kind city.RecordKind) []string {
	if own, lean := leanColumns[kind]; lean {
		return slices.Concat(leanKeys, own)
	}
	return slices.Concat(commonColumns, ownColumns[kind])
}

// ownColumns are those that the versions of one kind have besides.
var ownColumns = map[city.RecordKind][]string{
	city.KindArea:     {"parent", "households", "population", "twice_area"},
	city.KindBuilding: {"address", "storeys", "households", "grid", "compound"},
	city.KindPlace:    {"address", "services", "skills", "state", "floor_area", "tenure", "owner"},
}

// leanRow gives the values of leanColumns.
func leanRow(c city.Content) []any {
	switch c := c.(type) {
	case *city.Organisation:
		var at any
		if c.Point != nil {
			at = geometry(c)
		}
		return []any{c.Name(), at, c.Kind, text(c.Form), text(c.Parent), text(c.Of.Layer), text(c.Of.Code), text(c.Place.Code), c.Members, text(c.OfficePhone)}
	case *city.Post: // vacant: without a person; a scheme may change which roles are those of teams, a row does not
		return []any{c.Name(), c.Role, text(c.Rare().Specialty), c.At.Layer, c.At.Code, c.Person == "", text(c.OfficePhone)}
	default:
		return nil
	}
}

// versionRow gives the values of columnsOf.
func versionRow(r *city.Record, body []byte, seq int) ([]any, error) {
	k := r.Key()
	if _, lean := leanColumns[k.Kind]; lean {
		keys := []any{r.RevFrom, seq, r.ID, k.Layer, k.Code, date(r.Valid.From), date(r.Valid.To), list(r.Successors), body}
		return append(keys, leanRow(r.Content)...), nil
	}
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
