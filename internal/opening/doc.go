// Package opening says how far a city has been opened: which city it is, which of its layers,
// buildings, places, streets and people are there, what works with that, and what is missing.
// It looks and words; what is to be done is done by import, publish and Found.
package opening
