# The container of the manual way, for Gradescope and for any platform that mounts a folder.
#   grade pack --rubric challenge --out autograder.zip && unzip autograder.zip -d autograder
#   docker build -t grade-challenge .
#   docker run --rm -v "$PWD/handed_in:/autograder/submission:ro" -v "$PWD/results:/autograder/results" grade-challenge
FROM debian:bookworm-slim
COPY autograder/ /autograder/source/
RUN bash /autograder/source/setup.sh \
 && rm -rf /var/lib/apt/lists/* /root/.cache \
 && cp /autograder/source/run_autograder /autograder/run_autograder \
 && chmod 755 /autograder/run_autograder \
 && mkdir -p /autograder/submission /autograder/results
CMD ["/autograder/run_autograder"]
