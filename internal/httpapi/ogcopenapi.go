package httpapi

import (
	"encoding/json"
	"strings"

	"github.com/redsail/redsail/geo/cql2"
)

// openAPI30 makes the description of /ogc in OpenAPI 3.0, of which more clients know than of
// 3.1: made from the same table. Features of each collection have a path of their own, since
// clients look there for what a collection can be asked by.
func openAPI30(table []Route, a *ogcAnswer) (map[string]any, error) {
	var rows []Route
	for _, rt := range table {
		if strings.HasPrefix(rt.Pattern, "/ogc") {
			rows = append(rows, rt)
		}
	}
	var doc map[string]any
	if err := json.Unmarshal(describe(rows), &doc); err != nil {
		return nil, err
	}
	older(doc)
	doc["openapi"] = "3.0.3"
	doc["servers"] = []any{map[string]any{"url": a.base()}}
	doc["info"] = map[string]any{"title": a.title(), "version": "1", "description": apiNotes + " Under /ogc coordinates go in the order of the system's authority."}
	paths := map[string]any{}
	was, _ := doc["paths"].(map[string]any)
	for path, item := range was {
		path = strings.TrimPrefix(path, "/ogc")
		if path == "" {
			path = "/"
		}
		paths[path] = item
	}
	items, _ := paths["/collections/{collection}/items"].(map[string]any)
	lowerLimit(items)
	for _, key := range a.pic.CollectionKeys() {
		path, err := a.collectionPath(key, items)
		if err != nil {
			return nil, err
		}
		paths["/collections/"+key+"/items"] = path
	}
	doc["paths"] = paths
	return doc, nil
}

// older writes "or null" as OpenAPI 3.0 does.
func older(v any) {
	switch v := v.(type) {
	case map[string]any:
		if either, ok := v["anyOf"].([]any); ok && len(either) == 2 {
			if null, ok := either[1].(map[string]any); ok && null["type"] == "null" {
				delete(v, "anyOf")
				v["allOf"], v["nullable"] = either[:1], true
			}
		}
		for _, inner := range v {
			older(inner)
		}
	case []any:
		for _, inner := range v {
			older(inner)
		}
	}
}

// lowerLimit says the largest limit that is not lowered: clients ask for no more then.
func lowerLimit(item map[string]any) {
	get, _ := item["get"].(map[string]any)
	params, _ := get["parameters"].([]any)
	for _, p := range params {
		p, _ := p.(map[string]any)
		if sc, ok := p["schema"].(map[string]any); ok && p["name"] == "limit" {
			sc["maximum"] = maxItems
		}
	}
}

// collectionPath is the path of one collection's features, with its properties.
func (a *ogcAnswer) collectionPath(key string, general map[string]any) (map[string]any, error) {
	c, err := a.pic.Collection(key)
	if err != nil {
		return nil, err
	}
	get, _ := general["get"].(map[string]any)
	op := map[string]any{}
	for name, v := range get {
		op[name] = v
	}
	op["operationId"] = "getItems_" + key
	was, _ := get["parameters"].([]any)
	var params []any
	for _, p := range was {
		if q, ok := p.(map[string]any); ok && q["in"] == "path" {
			continue
		}
		params = append(params, p)
	}
	for i := range c.Columns {
		col := &c.Columns[i]
		if col.Type != cql2.Geometry {
			params = append(params, map[string]any{"name": col.Name, "in": "query", "description": a.say(col.Title), "schema": a.propertySchema(c, col)})
		}
	}
	op["parameters"] = params
	return map[string]any{"get": op}, nil
}
