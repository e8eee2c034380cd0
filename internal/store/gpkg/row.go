package gpkg

import (
	"encoding/json"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// listSeparator joins codes in a column; city.Profile.CheckCode keeps it out of codes.
const listSeparator = ";"

// commonColumns are those that the versions of all kinds have.
const commonColumns = `id, layer, code, name, successors, valid_from, valid_to, rev_from, min_x, min_y, max_x, max_y,
	name_zh, name_zh_hant, name_en, former, class, source, data_date`

// Kinds whose rows have columns of their own only: they are many, and are shown as plain lists.
var leanColumns = map[city.RecordKind]string{
	city.KindOrganisation: leanKeys + ", name, min_x, min_y, max_x, max_y, kind, form, parent, of_layer, of_code, place, members, office_phone",
	city.KindPerson:       leanKeys,
	city.KindPost:         leanKeys + ", name, role, specialty, at_layer, at_code, vacant, office_phone",
}

const leanKeys = "id, layer, code, successors, valid_from, valid_to, rev_from"

// ownColumns are those that the versions of one kind have besides.
var ownColumns = map[city.RecordKind]string{
	city.KindArea:     ", parent, households, population",
	city.KindBuilding: ", address, storeys, households, grid, compound",
	city.KindLine:     "",
	city.KindPlace:    ", address, services, skills, state, floor_area, tenure, owner",
}

// versionColumns are those that versionRow gives the values of.
func versionColumns(kind city.RecordKind) []string {
	columns, lean := leanColumns[kind]
	if !lean {
		columns = commonColumns + ownColumns[kind]
	}
	names := strings.Split(columns, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

func insertVersionSQL(kind city.RecordKind) string {
	columns := versionColumns(kind)
	return "INSERT INTO " + kind.String() + "_version (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
}

func insertContentSQL(kind city.RecordKind) string {
	if !located(kind) {
		return "INSERT INTO " + kind.String() + "_content (fid, body) VALUES (?, ?)"
	}
	return "INSERT INTO " + kind.String() + "_content (fid, body, geom) VALUES (?, ?, ?)"
}

// located is true of a kind whose contents have a geometry, or may.
func located(kind city.RecordKind) bool { return kind != city.KindPerson && kind != city.KindPost }

// leanRow gives the arguments of insertVersionSQL of a kind of leanColumns.
func leanRow(r *city.Record) []any {
	k := r.Key()
	keys := []any{
		r.ID, k.Layer, k.Code, text(strings.Join(r.Successors, listSeparator)),
		text(r.Valid.From.String()), text(r.Valid.To.String()), r.RevFrom,
	}
	switch c := r.Content.(type) {
	case *city.Organisation:
		bounds := make([]any, 4)
		if box := c.Box(); !box.Empty() {
			lo, hi := box.Min.LonLat(), box.Max.LonLat()
			bounds = []any{lo[0], lo[1], hi[0], hi[1]}
		}
		keys = append(append(keys, c.Name()), bounds...)
		return append(keys, c.Kind, text(c.Form), text(c.Parent), text(c.Of.Layer), text(c.Of.Code), text(c.Place.Code), c.Members, text(c.OfficePhone))
	case *city.Post: // vacant: without a person; a scheme may change which roles are those of teams, a row does not
		return append(keys, c.Name(), c.Role, text(c.Rare().Specialty), c.At.Layer, c.At.Code, c.Person == "", text(c.OfficePhone))
	default:
		return keys
	}
}

// versionRow gives the arguments of insertVersionSQL.
func versionRow(r *city.Record) ([]any, error) {
	if _, lean := leanColumns[r.Key().Kind]; lean {
		return leanRow(r), nil
	}
	k, box := r.Key(), r.Content.Box()
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	common := []any{
		r.ID, k.Layer, k.Code, r.Content.Name(), text(strings.Join(r.Successors, listSeparator)),
		text(r.Valid.From.String()), text(r.Valid.To.String()), r.RevFrom, lo[0], lo[1], hi[0], hi[1],
	}
	own, err := contentRow(r.Content)
	return append(common, own...), err
}

// contentRow gives the values of the columns from name_zh on.
func contentRow(c city.Content) ([]any, error) {
	switch c := c.(type) {
	case *city.Area:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate, text(c.Parent), c.Households, c.Population)
	case *city.Building:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate,
			text(c.Address.String()), c.Storeys, c.Households, text(c.Grid), text(c.Compound))
	case *city.Line:
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate)
	case *city.Place:
		services, err := listText(c.Services)
		if err != nil {
			return nil, err
		}
		skills, err := listText(c.Skills)
		if err != nil {
			return nil, err
		}
		return described(c.Names, c.Former, c.Class, c.Source, c.DataDate,
			text(c.Address.String()), services, skills, string(c.State), c.FloorArea, text(c.Tenure), text(c.Owner))
	default:
		return nil, city.Errorf(city.Internal, "internal", "%s: the store has no tables for a %T", c.Key(), c)
	}
}

func described(n city.Names, former []string, class map[string]string, source, dataDate string, own ...any) ([]any, error) {
	attributes, err := classText(class)
	return append([]any{
		text(n.Zh), text(n.ZhHant), text(n.En), text(strings.Join(former, listSeparator)), attributes, text(source), text(dataDate),
	}, own...), err
}

// geometry is the content's geometry for other programs.
func geometry(c city.Content) []byte {
	switch c := c.(type) {
	case *city.Area:
		return codec.GeoPackageBlob(c.Shape)
	case *city.Building:
		if len(c.Shape) == 0 && c.Point != nil {
			return codec.GeoPackagePoint(*c.Point)
		}
		return codec.GeoPackageBlob(c.Shape)
	case *city.Line:
		return codec.GeoPackageLines(c.Shape)
	case *city.Place:
		return codec.GeoPackagePoint(c.Point)
	case *city.Organisation:
		if c.Point == nil {
			return nil
		}
		return codec.GeoPackagePoint(*c.Point)
	default:
		return nil
	}
}

// text is null for the empty text: other programs then show nothing.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// classText is the class map as JSON; the encoder orders the keys.
func classText(class map[string]string) (any, error) {
	if len(class) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(class)
	return string(b), err
}

// listText is a list as JSON, null when it is empty.
func listText(list []string) (any, error) {
	if len(list) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// orNull is null for no bytes.
func orNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}
