package streets

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// osmXML reads an OSM XML file (API 0.6, as the editors, Overpass and osmium write it).
type osmXML struct {
	*xmlFile
	data *osmData
	refs []int64
}

func readOSMXML(ctx context.Context, r io.Reader, l Limits) (*Network, error) {
	x := &osmXML{xmlFile: newXMLFile(ctx, r), data: newOSMData(l)}
	if _, err := x.root("osm"); err != nil {
		return nil, err
	}
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return osmLines(x.data, "osm_xml"), nil
		}
		if err != nil {
			return nil, err
		}
		if se, ok := t.(xml.StartElement); ok {
			if err := x.element(&se); err != nil {
				return nil, err
			}
		}
	}
}

// element takes one node, way or relation; all others are passed over.
func (x *osmXML) element(se *xml.StartElement) error {
	what := se.Name.Local
	if what != "node" && what != "way" && what != "relation" {
		return x.skip()
	}
	if attr(se, "visible") == "false" || attr(se, "action") == "delete" {
		return x.skip()
	}
	id, err := strconv.ParseInt(attr(se, "id"), 10, 64)
	if err != nil {
		return malformed(x.place(), "a %s has the id %.40q, no whole number", what, attr(se, "id"))
	}
	head := *se
	head.Attr = append([]xml.Attr(nil), se.Attr...)
	tags, ways, err := x.children(what, id)
	if err != nil {
		return err
	}
	switch what {
	case "node":
		p, fault := position(attr(&head, "lon"), attr(&head, "lat"))
		return x.data.node(id, p, fault, tags, day(attr(&head, "timestamp")))
	case "way":
		return x.data.way(id, x.refs, tags, day(attr(&head, "timestamp")))
	}
	x.data.relation(ways, tags)
	return nil
}

// children reads what is inside an element: its tags, the nodes of a way (into x.refs), the
// ways of a relation.
func (x *osmXML) children(what string, id int64) (tags map[string]string, ways []int64, err error) {
	x.refs = x.refs[:0]
	place := func() string { return fmt.Sprintf("%s %d, %s", what, id, x.place()) }
	for within := x.depth; ; {
		t, err := x.next()
		if err != nil {
			return nil, nil, err
		}
		se, ok := t.(xml.StartElement)
		if !ok {
			if x.depth < within {
				return tags, ways, nil
			}
			continue
		}
		switch se.Name.Local {
		case "tag":
			tags, err = addTag(tags, attr(&se, "k"), attr(&se, "v"), x.data.limits, place)
		case "nd":
			x.refs, err = x.reference(x.refs, &se, place)
		case "member":
			if attr(&se, "type") == "way" {
				ways, err = x.reference(ways, &se, place)
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// reference appends the element that an nd or member names.
func (x *osmXML) reference(to []int64, se *xml.StartElement, place func() string) ([]int64, error) {
	ref, err := strconv.ParseInt(attr(se, "ref"), 10, 64)
	switch {
	case err != nil:
		return nil, malformed(place(), "a reference is %.40q, no whole number", attr(se, "ref"))
	case len(to) >= x.data.limits.WayRefs:
		return nil, tooLarge(place(), "it has more than %d members", x.data.limits.WayRefs)
	}
	return append(to, ref), nil
}

func addTag(tags map[string]string, k, v string, l Limits, place func() string) (map[string]string, error) {
	switch {
	case k == "":
		return tags, malformed(place(), "a tag has no key")
	case len(tags) >= l.Tags:
		return tags, tooLarge(place(), "more than %d tags", l.Tags)
	case len(k) > l.TextBytes || len(v) > l.TextBytes:
		return tags, tooLarge(place(), "a tag is longer than %d bytes", l.TextBytes)
	}
	if tags == nil {
		tags = map[string]string{}
	}
	tags[k] = v
	return tags, nil
}

// position reads a place in degrees; fault says why it is none.
func position(lon, lat string) (p geo.Point, fault string) {
	x, errX := strconv.ParseFloat(lon, 64)
	y, errY := strconv.ParseFloat(lat, 64)
	if errX != nil || errY != nil {
		return p, fmt.Sprintf("its place is lon %.40q, lat %.40q", lon, lat)
	}
	p, err := geo.Snap(orb.Point{x, y})
	if err != nil {
		return p, err.Error()
	}
	return p, ""
}

// day is the date of a timestamp; empty when there is none or it is no date.
func day(timestamp string) string {
	t, err := time.Parse(time.RFC3339, timestamp)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
