package gpkg

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// conditions turns a query into the WHERE clause of queryRecords and its arguments.
func conditions(q city.Query) (string, []any, error) {
	var parts []string
	var args []any
	add := func(part string, values ...any) {
		parts = append(parts, part)
		args = append(args, values...)
	}
	if q.Layer != "" {
		add("v.layer = ?", q.Layer)
	}
	if q.Codes != nil {
		list, err := json.Marshal(q.Codes)
		if err != nil {
			return "", nil, err
		}
		add("v.code IN (SELECT value FROM json_each(?))", string(list))
	}
	if q.IDs != nil {
		list, err := json.Marshal(q.IDs)
		if err != nil {
			return "", nil, err
		}
		add("v.id IN (SELECT value FROM json_each(?))", string(list))
	}
	if q.At != nil {
		// Beyond the dates that are written, every day is like the nearest of them.
		day := ""
		if *q.At >= city.FirstDate {
			day = min(*q.At, city.LastDate).String()
		}
		add("(v.valid_from IS NULL OR v.valid_from <= ?) AND (v.valid_to IS NULL OR v.valid_to > ?)", day, day)
	}
	if q.TouchedBy != 0 {
		add("(v.rev_from = ? OR v.rev_to = ?)", q.TouchedBy, q.TouchedBy)
	}
	if q.Meets != nil {
		part, corners := meets(q.Kind, *q.Meets)
		add(part, corners...)
	}
	if q.After != 0 {
		add("v.rev_from > ?", q.After)
	}
	switch {
	case q.AllRevisions:
	case q.Revision == 0:
		add("v.rev_to IS NULL")
	default:
		add("v.rev_from <= ? AND (v.rev_to IS NULL OR v.rev_to > ?)", q.Revision, q.Revision)
	}
	where := "true"
	if len(parts) > 0 {
		where = strings.Join(parts, " AND ")
	}
	if q.Most > 0 {
		where = "v.fid IN (SELECT v.fid FROM " + q.Kind.String() + "_version AS v WHERE " + where +
			" ORDER BY v.id % 2147483648 * 2654435761 % 4294967296, v.id, v.fid LIMIT " + strconv.Itoa(q.Most) + ")"
	}
	return where, args, nil
}

// meets is the condition that the bounds of a thing meet the box.
func meets(kind city.RecordKind, box geo.Box) (part string, args []any) {
	if box.Empty() || !located(kind) {
		return "false", nil
	}
	low, high := box.Min.LonLat(), box.Max.LonLat()
	return "v.min_x <= ? AND v.max_x >= ? AND v.min_y <= ? AND v.max_y >= ?", []any{high[0], low[0], high[1], low[1]}
}
