package basemap

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/tiles"
)

// addresser makes the address of a tile. It may hold the key: it goes to the service, and
// nowhere else.
type addresser func(tiles.Address) (*url.URL, error)

// pattern is the addresser of an xyz service.
func pattern(text, key, keyParam string) addresser {
	return func(a tiles.Address) (*url.URL, error) {
		n := func(v uint32) string { return strconv.FormatUint(uint64(v), 10) }
		south := uint32(1)<<a.Z - 1 - a.Y
		filled := strings.NewReplacer("{z}", n(uint32(a.Z)), "{x}", n(a.X), "{y}", n(a.Y), "{-y}", n(south), "{key}", url.QueryEscape(key)).Replace(text)
		return withKey(filled, key, keyParam)
	}
}

// withKey adds the key to the query, when there is a parameter for it.
func withKey(text, key, keyParam string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if keyParam != "" && key != "" {
		q := u.Query()
		q.Set(keyParam, key)
		u.RawQuery = q.Encode()
	}
	return u, nil
}

// setAll sets parameters whatever the case of those that are there already.
func setAll(q url.Values, pairs [][2]string) {
	for _, p := range pairs {
		for name := range q {
			if strings.EqualFold(name, p[0]) {
				q.Del(name)
			}
		}
		q.Set(p[0], p[1])
	}
}

// capabilitiesURL is where a WMTS describes itself: a file of that name as it stands, else
// a query.
func capabilitiesURL(text, key, keyParam string) (*url.URL, error) {
	u, err := withKey(strings.ReplaceAll(text, "{key}", url.QueryEscape(key)), key, keyParam)
	if err != nil || restful(u) {
		return u, err
	}
	q := u.Query()
	setAll(q, [][2]string{{"SERVICE", "WMTS"}, {"REQUEST", "GetCapabilities"}, {"VERSION", "1.0.0"}})
	u.RawQuery = q.Encode()
	return u, nil
}

// restful is true of the address of a capabilities document.
func restful(u *url.URL) bool { return strings.HasSuffix(strings.ToLower(u.Path), ".xml") }

// wanted is how a layer is asked for.
type wanted struct {
	layer, style, format string
	set                  *matrixSet
	dimensions           [][2]string
}

// want chooses style and format of a layer.
func (c *capabilities) want(l *Layer, set *matrixSet) wanted {
	w := wanted{layer: c.layer.ID, style: l.Style, format: l.Format, set: set}
	for i, s := range c.layer.Styles {
		if l.Style == "" && (i == 0 || s.Default == "true" || s.Default == "1") {
			w.style = strings.TrimSpace(s.ID)
		}
	}
	if w.format == "" && len(c.layer.Formats) > 0 {
		w.format = strings.TrimSpace(c.layer.Formats[0])
		for _, f := range []string{"image/jpeg", "image/png"} { // of both, the one that can be seen through
			if slices.ContainsFunc(c.layer.Formats, func(it string) bool { return strings.TrimSpace(it) == f }) {
				w.format = f
			}
		}
	}
	for _, d := range c.layer.Dimensions {
		w.dimensions = append(w.dimensions, [2]string{strings.TrimSpace(d.ID), strings.TrimSpace(d.Default)})
	}
	return w
}

// address is the addresser of a WMTS layer: with parameters at the address that the list
// names, or by the service's own pattern when that lies on an allowed host.
func (c *capabilities) address(w *wanted, service string, allowed func(host string) bool, key, keyParam string) (addresser, error) {
	base, err := url.Parse(strings.ReplaceAll(service, "{key}", url.QueryEscape(key)))
	if err != nil {
		return nil, err
	}
	foreign, plain := "", false
	for _, r := range c.layer.Resources {
		if r.Type != "tile" || !restful(base) && c.kvp || w.format != "" && r.Format != "" && r.Format != w.format {
			continue
		}
		u, err := url.Parse(r.Template)
		if err != nil || u.Host == "" {
			continue
		}
		if base.Scheme == "https" && u.Scheme != "https" {
			plain = true // the key, and what is asked for, would go so
			continue
		}
		if !allowed(u.Host) {
			foreign = u.Hostname()
			continue
		}
		return byTemplate(r.Template, *w, key, keyParam), nil
	}
	if restful(base) {
		if foreign != "" {
			return nil, refuse("its tiles lie on host %q, which the list does not name: add it to hosts when it is right", clip(foreign))
		}
		if plain {
			return nil, refuse("its tiles are offered over http, though the service itself is asked over https")
		}
		return nil, refuse("it offers no pattern for addresses of tiles (ResourceURL)")
	}
	return byQuery(base, *w, key, keyParam), nil
}

func byQuery(base *url.URL, w wanted, key, keyParam string) addresser {
	return func(a tiles.Address) (*url.URL, error) {
		u := *base
		q := u.Query()
		setAll(q, [][2]string{
			{"SERVICE", "WMTS"}, {"REQUEST", "GetTile"}, {"VERSION", "1.0.0"}, {"LAYER", w.layer}, {"STYLE", w.style}, {"FORMAT", w.format},
			{"TILEMATRIXSET", w.set.id}, {"TILEMATRIX", w.set.names[int(a.Z)]}, {"TILEROW", strconv.Itoa(int(a.Y))}, {"TILECOL", strconv.Itoa(int(a.X))},
		})
		setAll(q, w.dimensions)
		if keyParam != "" && key != "" {
			q.Set(keyParam, key)
		}
		u.RawQuery = q.Encode()
		return &u, nil
	}
}

func byTemplate(template string, w wanted, key, keyParam string) addresser {
	return func(a tiles.Address) (*url.URL, error) {
		parts := append([][2]string{
			{"TileMatrixSet", w.set.id}, {"TileMatrix", w.set.names[int(a.Z)]}, {"TileRow", strconv.Itoa(int(a.Y))}, {"TileCol", strconv.Itoa(int(a.X))},
			{"Style", w.style}, {"style", w.style}, {"Layer", w.layer}, {"layer", w.layer},
		}, w.dimensions...)
		text := template
		for _, p := range parts {
			text = strings.ReplaceAll(text, "{"+p[0]+"}", url.PathEscape(p[1]))
		}
		return withKey(text, key, keyParam)
	}
}
