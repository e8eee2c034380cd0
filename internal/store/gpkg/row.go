package gpkg

import (
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// listSeparator joins codes in a column; city.Profile.CheckCode keeps it out of codes.
const listSeparator = ";"

// scanVersion reads a row of queryVersions.
func scanVersion(scan func(...any) error) (city.Version, error) {
	var v city.Version
	var from, to, successors sql.NullString
	var revTo sql.NullInt64
	var body []byte
	if err := scan(&v.ID, &from, &to, &successors, &v.RevFrom, &revTo, &body); err != nil {
		return v, err
	}
	area, err := city.DecodeArea(body)
	if err != nil {
		return v, city.Wrap(err, city.Internal, "store_corrupt", "the stored content of area %d, revision %d cannot be read", v.ID, v.RevFrom)
	}
	v.Area, v.RevTo = *area, revTo.Int64
	if v.Valid, err = city.ParsePeriod(from.String, to.String); err != nil {
		return v, err
	}
	if successors.Valid {
		v.Successors = strings.Split(successors.String, listSeparator)
	}
	return v, nil
}

const insertVersionSQL = `INSERT INTO area_version (id, layer, code, name, name_zh, name_zh_hant, name_en, parent, former, successors, class,
	households, population, source, data_date, valid_from, valid_to, rev_from, min_x, min_y, max_x, max_y)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const insertContentSQL = `INSERT INTO area_content (fid, body, geom) VALUES (?, ?, ?)`

// versionRow gives the arguments of insertVersionSQL.
func versionRow(v *city.Version) ([]any, error) {
	class, err := classText(v.Class)
	if err != nil {
		return nil, err
	}
	box := v.Shape.Box()
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	return []any{
		v.ID, v.Layer, v.Code, v.Name(), text(v.Names.Zh), text(v.Names.ZhHant), text(v.Names.En), text(v.Parent),
		text(strings.Join(v.Former, listSeparator)), text(strings.Join(v.Successors, listSeparator)), class,
		v.Households, v.Population, text(v.Source), text(v.DataDate), text(v.Valid.From.String()), text(v.Valid.To.String()), v.RevFrom,
		lo[0], lo[1], hi[0], hi[1],
	}, nil
}

// contentRow gives the arguments of insertContentSQL after the row's number.
func contentRow(v *city.Version) (body, geom []byte, err error) {
	body, err = city.EncodeArea(&v.Area)
	return body, codec.GeoPackageBlob(v.Shape), err
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
