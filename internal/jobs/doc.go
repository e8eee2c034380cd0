// Package jobs does work that takes longer than an answer: a bounded number of jobs at once, a
// bounded queue, each with its progress, and each can be cancelled. What is done is kept for a
// while, for whoever asks; all of it lies in memory and ends with the process.
package jobs
