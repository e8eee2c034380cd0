package atlas

import "time"

// Point is a position as it was sent, and the system it was sent in.
type Point struct {
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
	CRS string  `json:"crs"`
}

// Reply is the Answer of the contract, the same from the command line and from HTTP.
type Reply struct {
	Point    Point  `json:"point"`
	At       string `json:"at"` // RFC 3339 in the city's zone
	Revision int64  `json:"revision"`
	Answer
}

// NewReply joins a question and its answer.
func NewReply(p Point, at time.Time, pic *Picture, a Answer) *Reply {
	return &Reply{Point: p, At: at.Format(time.RFC3339), Revision: pic.Revision, Answer: a}
}
